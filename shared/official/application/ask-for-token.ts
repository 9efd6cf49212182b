import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { type AccessToken, nextForce, type TokenState } from "../domain/access-token.ts";
import type { TokenSource, TokenStore } from "./ports/access-tokens.ts";
import { tokenTrouble } from "./token-trouble.ts";

export type AskForTokenDeps = {
  readonly store: Pick<TokenStore, "countForce">;
  readonly source: TokenSource;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * Asks WeChat for a token as the holder of the lease: in normal mode first, and forcing a new one only if that gives
 * the very token that `failed`. Undefined where the lease's epoch is over. Throws `throttled` where WeChat's limits
 * forbid to force.
 */
export function createAskForToken({ store, source, clock, metrics, log }: AskForTokenDeps) {
  return async (
    appId: string,
    { epoch, forced }: TokenState,
    failed: string | undefined,
  ): Promise<AccessToken | undefined> => {
    const token = await source.ask(appId, false);
    if (token.value !== failed) {
      metrics.count("TokenRefreshed", 1, { mode: "normal" });
      return token;
    }
    const next = nextForce(forced, clock.now());
    if (!next) {
      const message = "WeChat refuses the token that it gives, and no other may be forced now";
      throw tokenTrouble("throttled", message, appId);
    }
    if (!(await store.countForce(appId, epoch, next))) return undefined;
    log.warn("WeChat refuses the token that it gives: a new one is forced", { appId, forcedToday: next.count });
    const forcedToken = await source.ask(appId, true);
    metrics.count("TokenRefreshed", 1, { mode: "forced" });
    return forcedToken;
  };
}
