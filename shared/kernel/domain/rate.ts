/** Limits of a token bucket: `perSecond` tokens flow in, `burst` fit, `dailyCap` may be taken a day. */
export type BucketLimits = { readonly perSecond: number; readonly burst: number; readonly dailyCap: number };

/** A bucket at rest: `tat` is GCRA's theoretical arrival time (epoch ms), `used` counts the day's tokens. */
export type BucketState = { readonly tat: number; readonly used: number };

/** What a bucket gave: `granted` tokens now; `waitMs` until one more can be had (0 when all were granted). */
export type Grant = { readonly granted: number; readonly waitMs: number };

/** Milliseconds that one token takes to flow in. */
export function emissionInterval(limits: BucketLimits): number {
  return 1000 / limits.perSecond;
}

/** The latest `tat` at which a bucket may stand after a take at `now`: a full burst ahead. */
function horizon(limits: BucketLimits, now: number): number {
  return now + limits.burst * emissionInterval(limits);
}

/**
 * Part of a token that counts as a whole one: times of today in doubles are exact to a quarter of a microsecond only.
 */
const TOLERANCE = 1e-3;

/** The latest `tat` at which a bucket still has `tokens` at `now`. */
export function latestTat(limits: BucketLimits, tokens: number, now: number): number {
  return horizon(limits, now) - (tokens - TOLERANCE) * emissionInterval(limits);
}

/** How many of `wanted` tokens a bucket in `state` has at `now`, and how long the next one takes. */
export function available(state: BucketState | undefined, limits: BucketLimits, wanted: number, now: number): Grant {
  const interval = emissionInterval(limits);
  const tat = Math.max(state?.tat ?? now, now);
  const byRate = Math.floor((horizon(limits, now) - tat) / interval + TOLERANCE);
  const byCap = limits.dailyCap - (state?.used ?? 0);
  const granted = Math.max(0, Math.min(wanted, byRate, byCap));
  if (granted === wanted) return { granted, waitMs: 0 };
  if (granted >= byCap) return { granted, waitMs: untilNextDay(now) };
  const after = tat + granted * interval;
  return { granted, waitMs: Math.max(1, Math.ceil(after + interval - horizon(limits, now))) };
}

/** Time for which a process takes tokens ahead, ms. What it has not used by then is lost for the rate. */
export const AHEAD_TIME = 1000;

/**
 * Of the day's cap, the share that may be taken ahead: the rest goes out one by one, so that no token of it is lost.
 */
const AHEAD_SHARE_OF_DAY = 0.9;

/** Tokens beyond what is wanted now, and where on the bucket's time line all of them begin. */
export type Ahead = {
  /** Tokens in all, those wanted now among them. */
  readonly tokens: number;
  /** The `tat` that the bucket has at least before the take, epoch ms: the tokens lie behind it. */
  readonly from: number;
  /** The latest `tat` after the take: half a burst ahead, so that other processes find the other half. */
  readonly latest: number;
  /** The most that may have been taken of the day before the take. */
  readonly most: number;
};

/**
 * How a bucket in `state` (undefined: full, as far as is known) gives `extra` tokens more than the `wanted` ones for
 * use within a second. A token's time is that of GCRA, so it lapses as it would in the bucket: those taken ahead lie at
 * the end of the second. Undefined where the bucket cannot spare a single one.
 */
export function aheadOf(
  state: BucketState | undefined,
  limits: BucketLimits,
  { wanted, extra }: { readonly wanted: number; readonly extra: number },
  now: number,
): Ahead | undefined {
  const interval = emissionInterval(limits);
  const latest = now + Math.floor(limits.burst / 2) * interval;
  const tat = Math.max(state?.tat ?? now, now);
  const byRate = Math.floor((latest - tat) / interval + TOLERANCE);
  const bySecond = Math.max(1, Math.floor(limits.perSecond * (AHEAD_TIME / 1000)));
  const most = Math.floor(limits.dailyCap * AHEAD_SHARE_OF_DAY);
  const tokens = Math.min(wanted + Math.min(extra, bySecond), byRate, most - (state?.used ?? 0));
  if (tokens <= wanted) return undefined;
  const end = Math.min(now + AHEAD_TIME, latest);
  return { tokens, from: Math.max(now, end - tokens * interval), latest, most: most - tokens };
}

/**
 * Of `held` tokens that were taken last of a bucket whose `tat` is `until` since, how many have not lapsed at `now`.
 */
export function liveTokens(held: number, until: number, limits: BucketLimits, now: number): number {
  return Math.max(0, Math.min(held, Math.floor((until - now) / emissionInterval(limits) + TOLERANCE)));
}

const SHANGHAI_OFFSET = 8 * 3_600_000;
const DAY = 86_400_000;

/** The calendar day in China, `YYYYMMDD`: daily caps are counted by it. */
export function bucketDay(now: number): string {
  return new Date(now + SHANGHAI_OFFSET).toISOString().slice(0, 10).replaceAll("-", "");
}

/** Midnight in China that comes next, epoch ms. */
export function nextDay(now: number): number {
  return now + untilNextDay(now);
}

function untilNextDay(now: number): number {
  return DAY - ((now + SHANGHAI_OFFSET) % DAY);
}
