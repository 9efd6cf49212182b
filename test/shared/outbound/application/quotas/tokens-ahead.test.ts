import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { type BucketLimits, bucketDay } from "../../../../../shared/kernel/domain/rate.ts";
import { createMemoryAccountCircuits } from "../../../../../shared/outbound/adapters/memory-account-circuits.ts";
import {
  type BucketRows,
  createMemoryTokenBuckets,
} from "../../../../../shared/outbound/adapters/memory-token-buckets.ts";
import { createTokensAhead } from "../../../../../shared/outbound/application/quotas/tokens-ahead.ts";
import { NOON } from "../../../../support/builders.ts";
import { recordingObservability } from "../../../../support/recording-observability.ts";

const LIMITS = { perSecond: 10, burst: 20, dailyCap: 10_000 };
const SECOND = 1000;

function setUp() {
  const rows: BucketRows = new Map();
  const buckets = createMemoryTokenBuckets(rows);
  const circuits = createMemoryAccountCircuits(rows);
  const { log, lines } = recordingObservability();
  const takes = vi.spyOn(buckets, "takeAhead");
  const process = () => createTokensAhead({ buckets, circuits, log });
  const used = (now: number) => rows.get(`b#${bucketDay(now)}`)?.used ?? 0;
  return { inner: buckets, takes, process, used, lines, ahead: process() };
}

describe("a process", () => {
  it("asks for what it used in the last second, and deals it out without a call", async () => {
    const { ahead, takes } = setUp();
    for (let at = 0; at < 4 * SECOND; at += 200) {
      expect(await ahead.buckets.take("b", 1, LIMITS, NOON + at)).toEqual({ granted: 1, waitMs: 0 });
    }
    expect(takes.mock.calls.length).toBeLessThanOrEqual(8);
  });

  it("takes nothing ahead of a bucket that it rarely asks", async () => {
    const { ahead, takes, used } = setUp();
    for (let second = 0; second < 5; second++) await ahead.buckets.take("b", 1, LIMITS, NOON + second * SECOND);
    expect(takes).toHaveBeenCalledTimes(5);
    expect(used(NOON)).toBe(5);
  });

  it("asks once for all who ask while a take is under way, and serves them in their order", async () => {
    const { ahead, takes } = setUp();
    const grants = await Promise.all([9, 9, 9, 9].map((wanted) => ahead.buckets.take("b", wanted, LIMITS, NOON)));
    expect(grants.map(({ granted }) => granted)).toEqual([9, 9, 2, 0]);
    expect(takes).toHaveBeenCalledTimes(2);
  });

  it("makes all who wait for a take that fails fail with it, and goes on", async () => {
    const { ahead, takes } = setUp();
    takes.mockRejectedValueOnce(new Error("throttled"));
    await expect(ahead.buckets.take("b", 1, LIMITS, NOON)).rejects.toThrow("throttled");
    expect(await ahead.buckets.take("b", 1, LIMITS, NOON)).toMatchObject({ granted: 1 });
  });

  it("gives the day back what lapsed: with its next take, or after a minute without one", async () => {
    const { ahead, used } = setUp();
    for (const at of [0, 100]) await ahead.buckets.take("b", 1, LIMITS, NOON + at);
    expect(used(NOON)).toBe(3);
    await ahead.buckets.take("b", 1, LIMITS, NOON + 10 * SECOND);
    expect(used(NOON)).toBe(3);
    await ahead.buckets.take("b", 1, LIMITS, NOON + 10 * SECOND + 100);
    expect(used(NOON)).toBe(5);
    await ahead.buckets.take("other", 1, LIMITS, NOON + 80 * SECOND);
    expect(used(NOON)).toBe(4);
  });

  it("begins each day and each change of limits with an empty purse", async () => {
    const { ahead, takes } = setUp();
    const midnight = NOON + 12 * 3_600_000;
    for (const at of [-200, -100]) await ahead.buckets.take("b", 1, LIMITS, midnight + at);
    await ahead.buckets.take("b", 1, LIMITS, midnight);
    await ahead.buckets.take("b", 1, { ...LIMITS, perSecond: 9 }, midnight + 1);
    expect(takes).toHaveBeenCalledTimes(4);
    expect(takes.mock.calls.map(([, ask]) => ask.lapsed)).toEqual([0, 0, 0, 0]);
  });
});

describe("the circuit of an account", () => {
  it("counts calls, not tokens that nothing was called with", async () => {
    const { ahead, used, process } = setUp();
    for (const at of [0, 100, 200]) await ahead.buckets.take("b", 1, LIMITS, NOON + at);
    expect(await ahead.circuits.fail("b", NOON + 250)).toMatchObject({ calls: 1, failures: 1 });
    expect(used(NOON)).toBe(3);
    for (const at of [300, 400]) await ahead.buckets.take("b", 1, LIMITS, NOON + at);
    expect(await ahead.circuits.fail("b", NOON + 450)).toMatchObject({ calls: 2, failures: 2 });
    const other = process();
    for (const at of [500, 600]) await other.buckets.take("b", 1, LIMITS, NOON + at);
    expect(await ahead.circuits.fail("b", NOON + 650)).toMatchObject({ calls: 4, failures: 3 });
  });

  it("stops at once the process that opens it, and another one when its tokens have lapsed", async () => {
    const { ahead, process } = setUp();
    const other = process();
    const take = (of: typeof ahead, at: number) => of.buckets.take("b", 1, LIMITS, NOON + at);
    for (const at of [0, 50, 100]) await take(ahead, at);
    for (const at of [400, 500]) await take(other, at);
    await ahead.circuits.open("b", { until: NOON + 20 * SECOND, trips: 1 }, LIMITS, NOON + 550);
    expect(await take(ahead, 560)).toMatchObject({ granted: 0, tripped: true });
    const granted = [];
    for (let at = 600; at < 5000; at += 50) granted.push((await take(other, at)).granted);
    expect(granted.filter((tokens) => tokens === 1).length).toBeLessThanOrEqual(3);
    expect(granted.slice(20)).not.toContain(1);
    expect(await take(other, 20 * SECOND)).toMatchObject({ granted: 1, tripped: true });
  });

  it("is told of failures also where tokens cannot be given back", async () => {
    const { ahead, inner, lines } = setUp();
    for (const at of [0, 100]) await ahead.buckets.take("b", 1, LIMITS, NOON + at);
    vi.spyOn(inner, "refund").mockRejectedValue(new Error("throttled"));
    expect(await ahead.circuits.fail("b", NOON + 150)).toMatchObject({ failures: 1 });
    expect(lines.map(({ message }) => message)).toEqual(["unused tokens were not given back"]);
    await ahead.circuits.close("b", NOON + 150);
    expect(await ahead.circuits.fail("b", NOON + 160)).toMatchObject({ failures: 1 });
  });
});

type Deal = { readonly at: number; readonly process: number; readonly granted: number };

/** The most tokens by which a stretch of time exceeds burst and rate; negative where all stay below. */
function excess(deals: readonly Deal[], { perSecond, burst }: BucketLimits): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const [start, first] of deals.entries()) {
    let sum = 0;
    for (const deal of deals.slice(start)) {
      sum += deal.granted;
      most = Math.max(most, sum - burst - (perSecond * (deal.at - first.at)) / SECOND);
    }
  }
  return most;
}

describe("several processes at one bucket", () => {
  it("never exceed burst and rate in any stretch of time, nor the day's cap", async () => {
    const step = fc.record({
      wait: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 2000 })),
      process: fc.integer({ min: 0, max: 2 }),
      wanted: fc.integer({ min: 1, max: 4 }),
    });
    const limitsOf = fc.record({
      perSecond: fc.constantFrom(1, 3, 10, 50),
      burst: fc.integer({ min: 1, max: 40 }),
      dailyCap: fc.constantFrom(60, 10_000),
    });
    const property = fc.asyncProperty(fc.array(step, { maxLength: 120 }), limitsOf, async (steps, limits) => {
      const { process } = setUp();
      const processes = [process(), process(), process()];
      const deals: Deal[] = [];
      let at = NOON;
      for (const { wait, process: index, wanted } of steps) {
        at += wait;
        const grant = await processes[index]?.buckets.take("b", wanted, limits, at);
        deals.push({ at, process: index, granted: grant?.granted ?? 0 });
      }
      expect(excess(deals, limits)).toBeLessThanOrEqual(2e-3);
      expect(deals.reduce((sum, { granted }) => sum + granted, 0)).toBeLessThanOrEqual(limits.dailyCap);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  /** Two processes that each want a token every so many ms for 30 s. */
  async function play(everyMs: readonly [number, number]) {
    const { process, takes } = setUp();
    const processes = [process(), process()];
    const deals: (Deal & { readonly waitMs: number })[] = [];
    for (let at = 0; at < 30 * SECOND; at += 10) {
      for (const [index, each] of everyMs.entries()) {
        if (at % each !== 0) continue;
        const grant = await processes[index]?.buckets.take("b", 1, LIMITS, NOON + at);
        if (grant) deals.push({ at: NOON + at, process: index, ...grant });
      }
    }
    const got = (index: number) => deals.filter((deal) => deal.process === index && deal.granted > 0).length;
    return { deals, got: [got(0), got(1)] as const, calls: takes.mock.calls.length };
  }

  it("give each what it wants where the rate is enough for both", async () => {
    const { deals, calls } = await play([250, 200]);
    expect(deals.filter(({ granted }) => granted === 0)).toEqual([]);
    expect(calls).toBeLessThan(0.7 * deals.length);
  });

  it("give the one that wants little what it wants while the other one takes more than the rate", async () => {
    const { deals, got } = await play([1000, 120]);
    expect(deals.filter((deal) => deal.process === 0 && deal.granted === 0)).toEqual([]);
    expect(got[1]).toBeGreaterThan(240);
  });

  it("share the rate where both want more than there is, and leave nothing of it unused", async () => {
    const { deals, got } = await play([50, 50]);
    expect(got[0] + got[1]).toBeGreaterThan(0.97 * (LIMITS.burst + 30 * LIMITS.perSecond));
    expect(excess(deals, LIMITS)).toBeLessThanOrEqual(2e-3);
  });
});
