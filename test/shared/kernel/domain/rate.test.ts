import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  available,
  type BucketLimits,
  type BucketState,
  bucketDay,
  emissionInterval,
  latestTat,
} from "../../../../shared/kernel/domain/rate.ts";
import { NOON } from "../../../support/builders.ts";

const LIMITS: BucketLimits = { perSecond: 2, burst: 3, dailyCap: 1000 };

/** A bucket in a variable, from which tokens are taken as in the adapters. */
function aBucket(limits: BucketLimits) {
  let state: BucketState | undefined;
  return (wanted: number, now: number, own = limits) => {
    const grant = available(state, own, wanted, now);
    if (grant.granted > 0) {
      const tat = Math.max(state?.tat ?? now, now) + grant.granted * emissionInterval(limits);
      state = { tat, used: (state?.used ?? 0) + grant.granted };
    }
    return grant;
  };
}

describe("a token bucket", () => {
  it("begins full and fills again at its rate", () => {
    const take = aBucket(LIMITS);
    expect(take(5, NOON)).toEqual({ granted: 3, waitMs: 500 });
    expect(take(1, NOON + 499)).toEqual({ granted: 0, waitMs: 1 });
    expect(take(1, NOON + 500)).toEqual({ granted: 1, waitMs: 0 });
    expect(take(9, NOON + 60_000)).toEqual({ granted: 3, waitMs: 500 });
  });

  it("waits for midnight in China once the day's cap is used up", () => {
    const take = aBucket({ ...LIMITS, dailyCap: 2 });
    expect(take(3, NOON)).toEqual({ granted: 2, waitMs: 12 * 3_600_000 });
    expect(take(1, NOON + 1000).waitMs).toBe(12 * 3_600_000 - 1000);
  });

  it("grants nothing where nothing is wanted, and asks nobody to wait", () => {
    expect(available(undefined, LIMITS, 0, NOON)).toEqual({ granted: 0, waitMs: 0 });
  });

  it("counts days as China does", () => {
    expect(bucketDay(Date.parse("2026-03-10T15:59:59.999Z"))).toBe("20260310");
    expect(bucketDay(Date.parse("2026-03-10T16:00:00Z"))).toBe("20260311");
  });

  const limits = fc.record({
    perSecond: fc.constantFrom(0.3, 1, 2, 3, 7, 50, 333),
    burst: fc.integer({ min: 1, max: 20 }),
    dailyCap: fc.integer({ min: 0, max: 60 }),
  });
  const steps = fc.array(
    fc.record({ wait: fc.integer({ min: 0, max: 3000 }), wanted: fc.integer({ min: 1, max: 25 }) }),
    { maxLength: 40 },
  );

  it("never lets out more than burst + rate · t in any stretch of time, nor more than the day's cap", () => {
    fc.assert(
      fc.property(limits, steps, (bucketLimits, takes) => {
        const take = aBucket(bucketLimits);
        const taken: { at: number; total: number }[] = [];
        let now = NOON;
        let total = 0;
        for (const { wait, wanted } of takes) {
          now += wait;
          const before = total;
          total += take(wanted, now).granted;
          taken.push({ at: now, total: before });
          for (const first of taken) {
            const most = bucketLimits.burst + (bucketLimits.perSecond * (now - first.at)) / 1000;
            expect(total - first.total).toBeLessThanOrEqual(most + 0.01);
          }
        }
        expect(total).toBeLessThanOrEqual(bucketLimits.dailyCap);
      }),
    );
  });

  it("has a token when the wait that it named is over, unless its day is spent", () => {
    fc.assert(
      fc.property(limits, steps, (bucketLimits, takes) => {
        const take = aBucket(bucketLimits);
        let now = NOON;
        let total = 0;
        for (const { wait, wanted } of takes) {
          now += wait;
          const grant = take(wanted, now);
          total += grant.granted;
          expect(grant.granted === wanted).toBe(grant.waitMs === 0);
          if (grant.waitMs === 0 || total >= bucketLimits.dailyCap) continue;
          now += grant.waitMs;
          expect(take(1, now).granted).toBe(1);
          total += 1;
        }
      }),
    );
  });

  it("is one bucket for takers by its limits and by smaller ones: what those leave, the others find", () => {
    const reserve = fc.record({ burst: fc.nat({ max: 19 }), dailyCap: fc.nat({ max: 60 }) });
    const mixed = fc.array(
      fc.record({ wait: fc.nat({ max: 3000 }), wanted: fc.integer({ min: 1, max: 25 }), bulk: fc.boolean() }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(limits, reserve, mixed, (all, kept, takes) => {
        const smaller = { ...all, burst: Math.max(1, all.burst - kept.burst), dailyCap: all.dailyCap - kept.dailyCap };
        const take = aBucket(all);
        const model = { tokens: all.burst, at: NOON, used: 0 };
        let now = NOON;
        for (const { wait, wanted, bulk } of takes) {
          now += wait;
          model.tokens = Math.min(all.burst, model.tokens + ((now - model.at) * all.perSecond) / 1000);
          model.at = now;
          const mine = bulk ? smaller : all;
          const { granted } = take(wanted, now, mine);
          const inBucket = model.tokens - (all.burst - mine.burst);
          const most = Math.max(0, Math.min(wanted, inBucket, mine.dailyCap - model.used));
          expect(granted).toBeLessThanOrEqual(most + 0.01);
          expect(granted).toBeGreaterThan(most - 1.01);
          model.tokens -= granted;
          model.used += granted;
        }
      }),
    );
  });

  it("stands no later than its latest tat exactly when it has the tokens", () => {
    const state = fc.record({ tat: fc.integer({ min: NOON - 5000, max: NOON + 12_000 }), used: fc.constant(0) });
    fc.assert(
      fc.property(state, fc.integer({ min: 1, max: 3 }), (bucket, tokens) => {
        const has = available(bucket, LIMITS, tokens, NOON).granted === tokens;
        expect(Math.max(bucket.tat, NOON) <= latestTat(LIMITS, tokens, NOON)).toBe(has);
      }),
    );
  });
});
