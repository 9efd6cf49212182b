import * as z from "zod";
import { LocalError } from "../../local-error.ts";
import { MINI_PROGRAM, OFFICIAL_ACCOUNT } from "../../sim/weixin/credentials.ts";

const accessSchema = z.object({
  revision: z.int(),
  redirects: z.array(z.string()),
  origins: z.array(z.string()),
  signedOrigins: z.array(z.string()),
  delivery: z.string(),
});

const including = (list: readonly string[], one: string) => (list.includes(one) ? list : [...list, one]);

/**
 * Lets the shop's page sign people in at the demo fleet's Official Account and mini program, wherever it stands this
 * time. What an operator has set beside that stays. `token`: an admin's JWT. Throws `LocalError`.
 */
export async function allowShop(options: {
  readonly platformUrl: string;
  readonly shopUrl: string;
  readonly token: string;
  readonly signal?: AbortSignal;
}): Promise<void> {
  const { platformUrl, shopUrl, token, signal } = options;
  const call = async (method: string, appId: string, body?: object): Promise<unknown> => {
    const path = `/api/accounts/${appId}/web`;
    const response = await fetch(platformUrl + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.any([AbortSignal.timeout(30_000), ...(signal ? [signal] : [])]),
    });
    const answer = await response.text();
    if (response.ok) return JSON.parse(answer);
    // An operator has taken the account out of the fleet.
    if (response.status === 404) return undefined;
    throw new LocalError(`the demo shop cannot be allowed: ${method} ${path} answered ${response.status} ${answer}`);
  };
  for (const { appId } of [OFFICIAL_ACCOUNT, MINI_PROGRAM]) {
    const found = accessSchema.optional().parse(await call("GET", appId));
    if (!found) continue;
    const { revision, ...access } = found;
    const wanted = {
      ...access,
      redirects: including(access.redirects, `${shopUrl}/`),
      origins: including(access.origins, shopUrl),
      signedOrigins: including(access.signedOrigins, shopUrl),
    };
    if (JSON.stringify(wanted) !== JSON.stringify(access)) await call("PUT", appId, { ...wanted, revision });
  }
}
