import { type AccessToken, serving } from "../domain/access-token.ts";
import type { AccessTokens } from "./ports/access-tokens.ts";
import { createRenewToken, type RenewTokenDeps } from "./renew-token.ts";

export type AccessTokensDeps = RenewTokenDeps;

/**
 * Tokens as one container has them: it remembers what serves, and renews a token once for all callers that wait for it.
 */
export function createAccessTokens(deps: AccessTokensDeps): AccessTokens {
  const renew = createRenewToken(deps);
  const known = new Map<string, AccessToken>();
  const renewing = new Map<string, Promise<AccessToken>>();

  async function shared(appId: string, failed: string | undefined): Promise<string> {
    const key = JSON.stringify([appId, failed]);
    const running = renewing.get(key) ?? renewed(appId, failed).finally(() => renewing.delete(key));
    renewing.set(key, running);
    return (await running).value;
  }

  async function renewed(appId: string, failed: string | undefined): Promise<AccessToken> {
    const token = await renew(appId, failed);
    known.set(appId, token);
    return token;
  }

  const find = (appId: string, failed: string | undefined) =>
    serving(known.get(appId), failed, deps.clock.now())?.value ?? shared(appId, failed);

  return {
    get: async (appId) => find(appId, undefined),
    refreshed: async (appId, failedToken) => find(appId, failedToken),
  };
}
