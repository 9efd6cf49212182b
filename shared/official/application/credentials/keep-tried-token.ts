import type { Clock, Log } from "../../../kernel/application/ports/runtime.ts";
import type { KeptToken } from "../../domain/kept-token.ts";
import type { TokenStore } from "../ports/kept-tokens.ts";

/** Keeps the token that WeChat gave when a secret was tried, so that the first message asks for no other. */
export type KeepTriedToken = (appId: string, token: KeptToken) => Promise<void>;

/** ms. Only two writes happen under the lease. */
const LEASE = 5000;

/** Where the token cannot be kept, the sender asks WeChat for the same one: the log tells it, and nothing is lost. */
export function createKeepTriedToken(deps: {
  readonly store: Pick<TokenStore, "acquire" | "put">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
}): KeepTriedToken {
  return async (appId, token) => {
    try {
      const now = deps.clock.now();
      const held = await deps.store.acquire(appId, now + LEASE, now);
      if (held) await deps.store.put(appId, held.epoch, token);
    } catch (error) {
      deps.log.error("the token of a tried AppSecret was not kept", error, { appId });
    }
  };
}
