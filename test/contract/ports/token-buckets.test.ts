import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { NOON } from "../../support/builders.ts";
import { dynamoStorage } from "../../support/storage.ts";
import { onEveryDynamo, onEveryStorage } from "./every-storage.ts";

const LIMITS = { perSecond: 1, burst: 50, dailyCap: 1000 };
const sum = (grants: readonly { granted: number }[]) => grants.reduce((total, { granted }) => total + granted, 0);

onEveryStorage("token buckets", (fresh) => {
  it("give 200 parallel takers of a burst of 50 exactly 50", async () => {
    const { tokenBuckets } = await fresh();
    const grants = await Promise.all(Array.from({ length: 200 }, () => tokenBuckets.take("b", 1, LIMITS, NOON)));
    expect(sum(grants)).toBe(50);
    for (const { granted, waitMs } of grants) expect(waitMs).toBe(granted === 1 ? 0 : 1000);
  });

  it("never give parallel takers of several tokens more than the burst, and leave nothing behind", async () => {
    const { tokenBuckets } = await fresh();
    const grants = await Promise.all(Array.from({ length: 40 }, () => tokenBuckets.take("b", 7, LIMITS, NOON)));
    expect(sum(grants)).toBeLessThanOrEqual(50);
    const rest = await tokenBuckets.take("b", 50, LIMITS, NOON);
    expect(sum(grants) + rest.granted).toBe(50);
  });

  it("give what they have and say how long the next token takes", async () => {
    const { tokenBuckets } = await fresh();
    const limits = { perSecond: 2, burst: 3, dailyCap: 100 };
    expect(await tokenBuckets.take("b", 2, limits, NOON)).toEqual({ granted: 2, waitMs: 0 });
    expect(await tokenBuckets.take("b", 2, limits, NOON)).toEqual({ granted: 1, waitMs: 500 });
    expect(await tokenBuckets.take("b", 1, limits, NOON + 400)).toEqual({ granted: 0, waitMs: 100 });
    expect(await tokenBuckets.take("b", 1, limits, NOON + 500)).toEqual({ granted: 1, waitMs: 0 });
    expect(await tokenBuckets.take("b", 10, limits, NOON + 60_000)).toEqual({ granted: 3, waitMs: 500 });
  });

  it.each([3, 7, 0.3, 333])("give a whole burst at %d a second, whatever the rounding", async (perSecond) => {
    const { tokenBuckets } = await fresh();
    const limits = { perSecond, burst: 5, dailyCap: 100 };
    const grants = [];
    for (let take = 0; take < 6; take++) grants.push(await tokenBuckets.take("b", 1, limits, NOON + 0.1));
    expect(grants.map(({ granted }) => granted)).toEqual([1, 1, 1, 1, 1, 0]);
  });

  it("give nothing by limits whose day is exhausted, and by wider ones go on", async () => {
    const { tokenBuckets } = await fresh();
    const whole = { perSecond: 1, burst: 3, dailyCap: 10 };
    const bulk = { ...whole, burst: 2, dailyCap: 5 };
    for (const before of [0, 1]) {
      const bucket = `b${before}`;
      if (before > 0) await tokenBuckets.take(bucket, before, bulk, NOON);
      expect(await tokenBuckets.exhaust(bucket, bulk, NOON)).toBe(true);
      expect(await tokenBuckets.exhaust(bucket, bulk, NOON)).toBe(false);
      await tokenBuckets.refund(bucket, 2, bulk, NOON);
      const later = NOON + 3_600_000;
      expect(await tokenBuckets.take(bucket, 1, bulk, later)).toEqual({ granted: 0, waitMs: 11 * 3_600_000 });
      expect(await tokenBuckets.take(bucket, 1, whole, later)).toMatchObject({ granted: 1 });
      const tomorrow = NOON + 12 * 3_600_000;
      expect(await tokenBuckets.take(bucket, 1, bulk, tomorrow)).toMatchObject({ granted: 1 });
    }
  });

  it("stop at the daily cap until midnight in China", async () => {
    const { tokenBuckets } = await fresh();
    const limits = { perSecond: 1, burst: 10, dailyCap: 4 };
    const untilMidnight = 12 * 3_600_000;
    expect(await tokenBuckets.take("b", 3, limits, NOON)).toEqual({ granted: 3, waitMs: 0 });
    const capped = await tokenBuckets.take("b", 3, limits, NOON + 60_000);
    expect(capped).toEqual({ granted: 1, waitMs: untilMidnight - 60_000 });
    const none = await tokenBuckets.take("b", 1, limits, NOON + 120_000);
    expect(none).toEqual({ granted: 0, waitMs: untilMidnight - 120_000 });
    expect(await tokenBuckets.take("b", 1, limits, NOON + untilMidnight)).toEqual({ granted: 1, waitMs: 0 });
  });

  it("give nothing where the daily cap is zero", async () => {
    const { tokenBuckets } = await fresh();
    const grant = await tokenBuckets.take("b", 1, { perSecond: 1, burst: 1, dailyCap: 0 }, NOON);
    expect(grant.granted).toBe(0);
  });

  it("take tokens back, for the rate and for the day", async () => {
    const { tokenBuckets } = await fresh();
    const limits = { perSecond: 1, burst: 5, dailyCap: 5 };
    await tokenBuckets.take("b", 5, limits, NOON);
    await tokenBuckets.refund("b", 2, limits, NOON);
    expect((await tokenBuckets.take("b", 5, limits, NOON)).granted).toBe(2);
  });

  it("never hold more than a fresh bucket, however much is given back", async () => {
    const { tokenBuckets } = await fresh();
    const limits = { perSecond: 1, burst: 5, dailyCap: 8 };
    await tokenBuckets.refund("b", 100, limits, NOON);
    await tokenBuckets.take("b", 2, limits, NOON);
    await tokenBuckets.refund("b", 100, limits, NOON);
    await tokenBuckets.refund("b", 0, limits, NOON);
    expect((await tokenBuckets.take("b", 100, limits, NOON)).granted).toBe(5);
    expect((await tokenBuckets.take("b", 100, limits, NOON + 60_000)).granted).toBe(3);
  });

  it("are apart by name, and follow changed limits", async () => {
    const { tokenBuckets } = await fresh();
    expect((await tokenBuckets.take("account#a", 60, LIMITS, NOON)).granted).toBe(50);
    expect((await tokenBuckets.take("account#b", 60, LIMITS, NOON)).granted).toBe(50);
    expect((await tokenBuckets.take("account#a", 60, { ...LIMITS, burst: 60 }, NOON)).granted).toBe(10);
  });

  it("never let more out in any stretch of time than burst and rate allow", async () => {
    /** A thousandth of a token may count as a whole one (see the domain), once in any stretch. */
    const rounding = 1e-3 + 1e-6;
    const step = fc.record({ wait: fc.integer({ min: 0, max: 4000 }), wanted: fc.integer({ min: 1, max: 6 }) });
    const property = fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { tokenBuckets } = await fresh();
      const limits = { perSecond: 1, burst: 4, dailyCap: 1000 };
      const taken: { at: number; granted: number }[] = [];
      let now = NOON;
      for (const { wait, wanted } of steps) {
        now += wait;
        taken.push({ at: now, granted: (await tokenBuckets.take("b", wanted, limits, now)).granted });
      }
      for (const [start, first] of taken.entries()) {
        for (let end = start; end < taken.length; end++) {
          const stretch = taken.slice(start, end + 1);
          const seconds = ((stretch.at(-1)?.at ?? 0) - first.at) / 1000;
          expect(sum(stretch)).toBeLessThanOrEqual(limits.burst + limits.perSecond * seconds + rounding);
        }
      }
    });
    await fc.assert(property, { numRuns: 15 });
  });
});

onEveryDynamo("calls of token buckets", (backend) => {
  const limits = { perSecond: 1, burst: 3, dailyCap: 100 };

  /** A fresh adapter, and how many calls to the database `work` makes. */
  async function counting() {
    const { tokenBuckets } = await dynamoStorage(backend());
    const callsOf = async (work: () => Promise<unknown>) => {
      const send = vi.spyOn(backend().client, "send");
      await work();
      const calls = send.mock.calls.length;
      send.mockRestore();
      return calls;
    };
    return {
      take: (tokens: number, now: number) => tokenBuckets.take("b", tokens, limits, now),
      tokenBuckets,
      callsOf,
    };
  }

  it("are one for a bucket that is new or idle again, day by day", async () => {
    const { take, callsOf } = await counting();
    for (const now of [NOON, NOON + 10_000, NOON + 86_400_000]) expect(await callsOf(() => take(2, now))).toBe(1);
  });

  it("are one for a bucket that this process left busy", async () => {
    const { take, callsOf } = await counting();
    await take(2, NOON);
    expect(await callsOf(() => take(1, NOON + 10))).toBe(1);
  });

  it("are one for a bucket that a refund of this process made idle", async () => {
    const { take, callsOf, tokenBuckets } = await counting();
    await take(3, NOON);
    expect(await callsOf(() => tokenBuckets.refund("b", 3, limits, NOON + 10))).toBe(1);
    expect(await callsOf(() => take(1, NOON + 10))).toBe(1);
  });

  it("stay one for the buckets used last, however many others there were", async () => {
    const { take, callsOf, tokenBuckets } = await counting();
    await tokenBuckets.take("first", 1, limits, NOON);
    for (let start = 0; start < 1010; start += 101) {
      await Promise.all(
        Array.from({ length: 101 }, (_, index) => tokenBuckets.take(`other-${start + index}`, 1, limits, NOON)),
      );
    }
    await take(1, NOON);
    expect(await callsOf(() => take(1, NOON))).toBe(1);
    expect(await callsOf(() => tokenBuckets.take("first", 1, limits, NOON))).toBeGreaterThan(1);
  });
});
