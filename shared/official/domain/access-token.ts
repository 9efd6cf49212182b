import * as z from "zod";
import { bucketDay } from "../../kernel/domain/rate.ts";

/** An Official Account's `access_token`. Times in epoch ms. */
export const accessTokenSchema = z.object({
  value: z.string().min(1),
  /** WeChat refuses it from then on. */
  validUntil: z.number(),
  /** From then on WeChat gives the next one; this one still serves. */
  refreshAfter: z.number(),
});

export type AccessToken = z.infer<typeof accessTokenSchema>;

/** How often a new token was forced: last at `at` (epoch ms), and `count` times on that `day` (in China). */
export type ForcedTokens = { readonly at: number; readonly day: string; readonly count: number };

/** An account's token as it is stored. `epoch` grows with every holder of the refresh lease. */
export type TokenState = {
  readonly token?: AccessToken;
  readonly epoch: number;
  readonly forced?: ForcedTokens;
};

/**
 * WeChat gives the next token in its last five minutes only, and lets both serve for as long
 * (developers.weixin.qq.com, getStableAccessToken).
 */
const EARLY = 300_000;
/** WeChat is asked so long after it begins to give the next token, ms, so that clocks need not agree. */
const MARGIN = 30_000;

/** WeChat's limits of `force_refresh`: ms between two, and how many a day. */
const FORCE_PAUSE = 30_000;
const FORCES_A_DAY = 20;

/** A token as WeChat gave it at `askedAt` (epoch ms). */
export function accessTokenOf(value: string, expiresInSeconds: number, askedAt: number): AccessToken {
  const validUntil = askedAt + expiresInSeconds * 1000;
  return { value, validUntil, refreshAfter: Math.min(validUntil, Math.max(validUntil - EARLY, askedAt) + MARGIN) };
}

/** Whether a token is within its time at `now` (epoch ms). */
export function isValid(token: AccessToken | undefined, now: number): token is AccessToken {
  return token !== undefined && now < token.validUntil;
}

/**
 * The token where it serves a caller, else undefined. A caller whose token `failed` is served by any other valid token,
 * all others by one that is not due for renewal at `now` (epoch ms).
 */
export function serving(
  token: AccessToken | undefined,
  failed: string | undefined,
  now: number,
): AccessToken | undefined {
  if (!isValid(token, now)) return undefined;
  const does = failed === undefined ? now < token.refreshAfter : token.value !== failed;
  return does ? token : undefined;
}

/** What to store before a token is forced at `now` (epoch ms); undefined where WeChat's limits forbid to force. */
export function nextForce(forced: ForcedTokens | undefined, now: number): ForcedTokens | undefined {
  const day = bucketDay(now);
  const count = forced?.day === day ? forced.count : 0;
  if (forced && now - forced.at < FORCE_PAUSE) return undefined;
  return count < FORCES_A_DAY ? { at: now, day, count: count + 1 } : undefined;
}
