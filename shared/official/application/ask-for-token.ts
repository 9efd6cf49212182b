import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { isValid, type KeptToken, nextReplacement, type TokenState } from "../domain/kept-token.ts";
import { TOKEN_RULES, type TokenKind } from "../domain/token-kinds.ts";
import type { TokenSource, TokenStore } from "./ports/kept-tokens.ts";
import { tokenTrouble } from "./token-trouble.ts";

export type AskForTokenDeps = {
  readonly store: Pick<TokenStore, "countReplacement">;
  readonly source: TokenSource;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * Asks WeChat for a token as the holder of the lease; `failed`: the token that WeChat refused, if one was. A new one is
 * forced only where the kind needs that and WeChat gives the very token that `failed`. Undefined where the lease's epoch
 * is over. Throws `throttled` where the kind's limits forbid to replace a token now, or WeChat gives the same again.
 */
export function createAskForToken(kind: TokenKind, { store, source, clock, metrics, log }: AskForTokenDeps) {
  const { replacing } = TOKEN_RULES[kind];

  /** Counts first, so that a crash costs a count and never exceeds the limit. False where the epoch is over. */
  async function mayReplace(owner: string, { epoch, replaced }: TokenState): Promise<boolean> {
    const next = nextReplacement(replacing, replaced, clock.now());
    if (!next) {
      throw tokenTrouble("throttled", "WeChat refuses the token that it gave, and no other may be asked for now", {
        kind,
        owner,
      });
    }
    if (!(await store.countReplacement(owner, epoch, next))) return false;
    log.warn("WeChat refuses the token that it gave: it is replaced", { kind, owner, replacedToday: next.count });
    return true;
  }

  async function forced(owner: string, state: TokenState, failed: string | undefined): Promise<KeptToken | undefined> {
    const token = await source.ask(owner, false);
    if (token.value !== failed) {
      metrics.count("TokenRefreshed", 1, { kind, mode: "normal" });
      return token;
    }
    if (!(await mayReplace(owner, state))) return undefined;
    const next = await source.ask(owner, true);
    metrics.count("TokenRefreshed", 1, { kind, mode: "forced" });
    return next;
  }

  async function asked(owner: string, state: TokenState, failed: string | undefined): Promise<KeptToken | undefined> {
    const isEarly = isValid(state.token, clock.now()) && state.token.value === failed;
    if (isEarly && !(await mayReplace(owner, state))) return undefined;
    const token = await source.ask(owner, false);
    if (token.value === failed) {
      throw tokenTrouble("throttled", "WeChat gives the very token that failed: the fault lies elsewhere", {
        kind,
        owner,
      });
    }
    metrics.count("TokenRefreshed", 1, { kind, mode: isEarly ? "replaced" : "normal" });
    return token;
  }

  return replacing.byForce ? forced : asked;
}
