import { isValid, type KeptToken, serving, type TokenState } from "../domain/kept-token.ts";
import { TOKEN_RULES, type TokenKind } from "../domain/token-kinds.ts";
import { type AskForTokenDeps, createAskForToken } from "./ask-for-token.ts";
import type { TokenStore } from "./ports/kept-tokens.ts";
import { tokenTrouble } from "./token-trouble.ts";

export type RenewTokenDeps = AskForTokenDeps & { readonly store: TokenStore };

/** `failed`: the token that WeChat refused, if one was. */
export type RenewToken = (owner: string, failed: string | undefined) => Promise<KeptToken>;

/** ms. A source takes less: a holder that has the lease longer is thought dead. */
const LEASE = 15_000;
/** How long containers without the lease wait for its holder, and how often they look, ms. */
const PATIENCE = 5000;
const LOOK_EVERY = 150;

/**
 * Gets a token that serves, by way of the store that all containers share. Only the holder of the lease asks WeChat,
 * the others read what it stores. A present token that WeChat still takes is used while another container renews it.
 * Throws `unavailable` where the holder takes longer than 5 s, and what the source throws.
 */
export function createRenewToken(kind: TokenKind, deps: RenewTokenDeps): RenewToken {
  const { store, clock, metrics, log } = deps;
  const ask = createAskForToken(kind, deps);

  /** Undefined where another container has taken over the lease meanwhile. */
  async function asHolder(owner: string, held: TokenState, failed: string | undefined) {
    try {
      const fresh = serving(held.token, failed, clock.now());
      if (fresh) {
        await store.release(owner, held.epoch);
        return fresh;
      }
      const token = await ask(owner, held, failed);
      return token && (await store.put(owner, held.epoch, token)) ? token : undefined;
    } catch (error) {
      metrics.count("TokenNotRefreshed");
      await release(owner, held.epoch);
      const { token } = held;
      if (!isValid(token, clock.now()) || token.value === failed) throw error;
      log.error("a token was not renewed; the present one still serves", error, { kind, owner });
      return forNow(token);
    }
  }

  /** The lease ends by itself, so that a failed release is logged beside the error that led to it. */
  async function release(owner: string, epoch: number): Promise<void> {
    try {
      await store.release(owner, epoch);
    } catch (error) {
      log.error("a token's lease was not ended", error, { kind, owner });
    }
  }

  function forNow(token: KeptToken): KeptToken {
    return { ...token, refreshAfter: Math.min(token.validUntil, clock.now() + TOKEN_RULES[kind].useOldFor) };
  }

  return async (owner, failed) => {
    const giveUpAt = clock.now() + PATIENCE;
    for (;;) {
      const present = (await store.get(owner))?.token;
      const fresh = serving(present, failed, clock.now());
      if (fresh) return fresh;
      const held = await store.acquire(owner, clock.now() + LEASE, clock.now());
      if (held) {
        const token = await asHolder(owner, held, failed);
        if (token) return token;
        continue;
      }
      if (isValid(present, clock.now()) && present.value !== failed) return forNow(present);
      if (clock.now() >= giveUpAt) {
        throw tokenTrouble("unavailable", "another container is asking for the token", { kind, owner });
      }
      await clock.sleep(LOOK_EVERY);
    }
  };
}
