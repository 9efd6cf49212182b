import type * as z from "zod";
import type { AccessTokens } from "../../../official/application/ports/access-tokens.ts";
import { type CallWeixin, failure } from "../call-weixin.ts";
import { withToken } from "../tokens/with-token.ts";
import type { ComponentEndpoint } from "./contract.ts";

/** Calls of WeChat in a third-party platform's own name. Both throw as `CallWeixin` and `AccessTokens` do. */
export type ComponentCall = {
  /** Without a token: the body has the AppSecret. */
  bare: Call;
  /** With the platform's token, and once more with the next one where WeChat refuses it. */
  authorized: Call;
};

type Call = <E extends ComponentEndpoint>(
  componentAppId: string,
  endpoint: E,
  body: z.input<E["request"]> & object,
) => Promise<z.output<E["answer"]>>;

export function createComponentCall(deps: {
  readonly call: CallWeixin;
  /** The platforms' own tokens (`component_access_token`), by their appId. */
  readonly tokens: AccessTokens;
  readonly timeoutMs: number;
}): ComponentCall {
  async function once<E extends ComponentEndpoint>(
    appId: string,
    { path, answer }: E,
    body: z.input<E["request"]> & object,
    query: Readonly<Record<string, string>>,
  ): Promise<z.output<E["answer"]>> {
    const read = answer.safeParse(
      await deps.call({ method: "POST", path, appId, query, body, timeoutMs: deps.timeoutMs }),
    );
    if (read.success) return read.data as z.output<E["answer"]>;
    const wrong = read.error.issues.map(({ path: at }) => at.join(".") || "answer").join(", ");
    throw failure({ path, appId }, "unreadable-answer", `the answer is not WeChat's: ${wrong}`);
  }

  return {
    bare: (appId, endpoint, body) => once(appId, endpoint, body, {}),

    authorized: (appId, endpoint, body) =>
      withToken({ kind: "component", tokens: deps.tokens, owner: appId }, (component_access_token) =>
        once(appId, endpoint, body, { component_access_token }),
      ),
  };
}
