import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { type AccessToken, isValid, nextForce, serving, type TokenState } from "../domain/access-token.ts";
import type { AccessTokens, TokenSource, TokenStore } from "./ports/access-tokens.ts";

export type AccessTokensDeps = {
  readonly store: TokenStore;
  readonly source: TokenSource;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** Two calls of WeChat, and some: who holds the lease longer is thought dead. */
const LEASE = 15_000;
/** How long others wait for the one who asks, and how often they look, ms. */
const PATIENCE = 5000;
const LOOK_EVERY = 150;
/** A token that could not be renewed in time is used for so long before the next try, ms. */
const USE_OLD_FOR = 10_000;

/**
 * Tokens of all containers by way of one store. Only the holder of the lease asks WeChat: in normal mode, and forcing
 * only if that gives the very token that failed. Everybody else reads. Whoever finds a token that is still good uses it
 * while another one asks for the next.
 */
export function createAccessTokens(deps: AccessTokensDeps): AccessTokens {
  const { store, source, clock } = deps;
  const known = new Map<string, AccessToken>();
  const asking = new Map<string, Promise<AccessToken>>();

  function keep(appId: string, token: AccessToken): AccessToken {
    known.set(appId, token);
    return token;
  }

  async function renew(appId: string, failed: string | undefined): Promise<AccessToken> {
    const giveUpAt = clock.now() + PATIENCE;
    for (;;) {
      const present = (await store.get(appId))?.token;
      const fresh = serving(present, failed, clock.now());
      if (fresh) return fresh;
      const held = await store.acquire(appId, clock.now() + LEASE, clock.now());
      if (held) {
        const token = await asHolder(appId, held, failed);
        if (token) return token;
        continue;
      }
      if (isValid(present, clock.now()) && present.value !== failed) return forNow(present);
      if (clock.now() >= giveUpAt) throw trouble("unavailable", "somebody else is asking for the token", appId);
      await clock.sleep(LOOK_EVERY);
    }
  }

  /** Undefined where somebody else has taken over meanwhile. */
  async function asHolder(appId: string, held: TokenState, failed: string | undefined) {
    try {
      const fresh = serving(held.token, failed, clock.now());
      if (fresh) {
        await store.release(appId, held.epoch);
        return fresh;
      }
      const token = await ask(appId, held, failed);
      return token && (await store.put(appId, held.epoch, token)) ? token : undefined;
    } catch (error) {
      deps.metrics.count("TokenNotRefreshed");
      await release(appId, held.epoch);
      const { token } = held;
      if (!isValid(token, clock.now()) || token.value === failed) throw error;
      deps.log.error("a token was not renewed; the present one still serves", error, { appId });
      return forNow(token);
    }
  }

  async function ask(appId: string, { epoch, forced }: TokenState, failed: string | undefined) {
    const token = await source.ask(appId, false);
    if (token.value !== failed) {
      deps.metrics.count("TokenRefreshed", 1, { mode: "normal" });
      return token;
    }
    const next = nextForce(forced, clock.now());
    if (!next)
      throw trouble("throttled", "WeChat refuses the token that it gives, and no other may be forced now", appId);
    if (!(await store.countForce(appId, epoch, next))) return undefined;
    deps.log.warn("WeChat refuses the token that it gives: a new one is forced", { appId, forcedToday: next.count });
    const forcedToken = await source.ask(appId, true);
    deps.metrics.count("TokenRefreshed", 1, { mode: "forced" });
    return forcedToken;
  }

  /** The lease ends by itself: that it could not be ended earlier is no news beside what went wrong before. */
  async function release(appId: string, epoch: number): Promise<void> {
    try {
      await store.release(appId, epoch);
    } catch (error) {
      deps.log.error("a token's lease was not ended", error, { appId });
    }
  }

  function forNow(token: AccessToken): AccessToken {
    return { ...token, refreshAfter: Math.min(token.validUntil, clock.now() + USE_OLD_FOR) };
  }

  /** Callers of one container that want the same share the way there. */
  async function shared(appId: string, failed: string | undefined): Promise<string> {
    const key = JSON.stringify([appId, failed]);
    const running =
      asking.get(key) ??
      renew(appId, failed)
        .then((token) => keep(appId, token))
        .finally(() => asking.delete(key));
    asking.set(key, running);
    return (await running).value;
  }

  return {
    async get(appId) {
      return serving(known.get(appId), undefined, clock.now())?.value ?? shared(appId, undefined);
    },
    async refreshed(appId, failedToken) {
      return serving(known.get(appId), failedToken, clock.now())?.value ?? shared(appId, failedToken);
    },
  };
}

/** Of our own: nothing was sent. */
function trouble(code: "unavailable" | "throttled", message: string, appId: string): AppError {
  const cause = code === "throttled" ? "account-refused" : "not-prepared";
  return new AppError(code, message, { retryable: true, details: { appId, cause } });
}
