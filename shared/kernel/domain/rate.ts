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

const SHANGHAI_OFFSET = 8 * 3_600_000;
const DAY = 86_400_000;

/** The calendar day in China, `YYYYMMDD`: daily caps are counted by it. */
export function bucketDay(now: number): string {
  return new Date(now + SHANGHAI_OFFSET).toISOString().slice(0, 10).replaceAll("-", "");
}

function untilNextDay(now: number): number {
  return DAY - ((now + SHANGHAI_OFFSET) % DAY);
}
