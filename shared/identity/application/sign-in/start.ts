import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import { allowedRedirect } from "../../domain/allowed-redirect.ts";
import { type Beginning, SIGN_IN_LIFE } from "../../domain/sign-in.ts";
import type { SignInStates } from "../ports/sign-in-states.ts";
import type { WebAccessOf } from "../ports/web-access.ts";
import type { WebIdentity } from "../ports/web-identity.ts";

/** `url`: WeChat's page. `account`: it has no credential to ask WeChat with. */
export type Started =
  | { readonly type: "started"; readonly url: string }
  | { readonly type: "refused"; readonly reason: "redirect" | "account" };

export type StartSignIn = (appId: string, browser: string, beginning: Beginning) => Promise<Started>;

/**
 * Sends a person to WeChat, who comes back with a state that is good once, for ten minutes, and for the `browser` that
 * began. Throws `unavailable`.
 */
export function createStartSignIn(deps: {
  readonly accessOf: WebAccessOf;
  readonly identity: Pick<WebIdentity, "authorizeUrl">;
  readonly states: Pick<SignInStates, "put">;
  readonly newRandomId: () => string;
  readonly clock: Pick<Clock, "now">;
  /** Where the platform is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
}): StartSignIn {
  return async (appId, browser, beginning) => {
    const access = await deps.accessOf(appId);
    if (!allowedRedirect(access, beginning.redirect)) return { type: "refused", reason: "redirect" };
    const state = deps.newRandomId();
    const back = `${deps.publicUrl}/oauth/${appId}/callback`;
    const url = await deps.identity.authorizeUrl(appId, { scope: beginning.scope, back, state });
    if (url === undefined) return { type: "refused", reason: "account" };
    await deps.states.put(state, { appId, browser }, beginning, deps.clock.now() + SIGN_IN_LIFE);
    return { type: "started", url };
  };
}
