import { expect, it } from "vitest";
import type { BucketLimits } from "../../../shared/kernel/domain/rate.ts";
import { DEFAULT_SETTINGS } from "../../../shared/operators/domain/settings.ts";
import type { TokenBuckets } from "../../../shared/outbound/application/ports/outbound.ts";
import { bulkLimits } from "../../../shared/outbound/domain/settings.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const TAKERS = 200;
const NEW = DEFAULT_SETTINGS.newAccount;

type Taker = { readonly kind: "live" | "bulk"; readonly wanted: number; readonly now: number };

/** The tokens that all takers got together, by kind; all ask at the same time. `refused`: who got nothing. */
async function takeAll(buckets: TokenBuckets, limits: BucketLimits, takers: readonly Taker[]) {
  const limitsBy = { live: limits, bulk: bulkLimits(limits, DEFAULT_SETTINGS) };
  const got = { live: 0, bulk: 0 };
  const refused: Taker[] = [];
  await Promise.all(
    takers.map(async (taker) => {
      const { kind, wanted, now } = taker;
      const { granted } = await buckets.take("b", wanted, limitsBy[kind], now);
      got[kind] += granted;
      if (granted === 0) refused.push(taker);
    }),
  );
  return { ...got, total: got.live + got.bulk, refused };
}

const atOnce = (now: number, kindOf: (index: number) => Taker["kind"], wanted = 1): Taker[] =>
  Array.from({ length: TAKERS }, (_, index) => ({ kind: kindOf(index), wanted, now }));
const mixed = (index: number): Taker["kind"] => (index % 2 === 0 ? "bulk" : "live");

onEveryStorage(`a bucket under ${TAKERS} takers at once`, (fresh) => {
  it("gives bulk no more than what leaves the reserve, and the reserve whole to replies", async () => {
    const { tokenBuckets } = await fresh();
    const limits = { perSecond: 1, burst: 50, dailyCap: 1000 };
    expect(
      await takeAll(
        tokenBuckets,
        limits,
        atOnce(NOON, () => "bulk"),
      ),
    ).toMatchObject({ bulk: 35 });
    expect(
      await takeAll(
        tokenBuckets,
        limits,
        atOnce(NOON, () => "live"),
      ),
    ).toMatchObject({ live: 15 });
  });

  it("holds a new account to 1 message a second and its day's cap, and each second has one for replies", async () => {
    const { tokenBuckets } = await fresh();
    const limits = { ...NEW, dailyCap: 12 };
    let total = 0;
    for (let second = 0; second < 15; second++) {
      const got = await takeAll(tokenBuckets, limits, atOnce(NOON + second * 1000, mixed));
      if (total < limits.dailyCap) expect(got.live).toBeGreaterThanOrEqual(1);
      total += got.total;
      expect(total).toBe(Math.min(limits.burst + second, limits.dailyCap));
    }
  });

  it("keeps a part of the day for replies, however long bulk asks", async () => {
    const { tokenBuckets } = await fresh();
    const limits = { ...NEW, dailyCap: 10 };
    const sums = { live: 0, bulk: 0 };
    for (let minute = 0; minute < 5; minute++) {
      sums.bulk += (
        await takeAll(
          tokenBuckets,
          limits,
          atOnce(NOON + minute * 60_000, () => "bulk"),
        )
      ).bulk;
    }
    for (let minute = 5; minute < 7; minute++) {
      sums.live += (
        await takeAll(
          tokenBuckets,
          limits,
          atOnce(NOON + minute * 60_000, () => "live"),
        )
      ).live;
    }
    expect(sums).toEqual({ live: 2, bulk: 8 });
  });

  it("gives replies their reserve also while bulk asks for everything, in handfuls", async () => {
    const { tokenBuckets } = await fresh();
    const limits = { perSecond: 5, burst: 40, dailyCap: 10_000 };
    const reserve = limits.burst - bulkLimits(limits, DEFAULT_SETTINGS).burst;
    let total = 0;
    for (let round = 0; round < 5; round++) {
      const now = NOON + round * 60_000;
      const got = await takeAll(tokenBuckets, limits, atOnce(now, mixed, 3));
      expect(got.total).toBeLessThanOrEqual(limits.burst);
      const rest = await tokenBuckets.take("b", limits.burst, limits, now);
      expect(got.live + rest.granted).toBeGreaterThanOrEqual(reserve);
      expect(got.total + rest.granted).toBe(limits.burst);
      total += got.total;
    }
    // Nearly all tokens are taken.
    expect(total).toBeGreaterThanOrEqual(0.9 * 5 * limits.burst);
  });

  it("never gives more than burst and rate allow to takers whose clocks differ, nor much less", async () => {
    const { tokenBuckets } = await fresh();
    const limits = { perSecond: 10, burst: 20, dailyCap: 100 };
    const takers = Array.from({ length: TAKERS }, (_, index) => ({
      kind: mixed(index),
      wanted: 1,
      now: NOON + ((index * 37) % TAKERS) * 25,
    }));
    const first = await takeAll(tokenBuckets, limits, takers);
    let { total, bulk } = first;
    // A taker that lost all its rounds to others asks again, as a sender does.
    for (const taker of first.refused) {
      const again = await takeAll(tokenBuckets, limits, [taker]);
      total += again.total;
      bulk += again.bulk;
    }
    const elapsed = ((TAKERS - 1) * 25) / 1000;
    expect(total).toBeLessThanOrEqual(limits.burst + elapsed * limits.perSecond);
    expect(bulk).toBeLessThanOrEqual(bulkLimits(limits, DEFAULT_SETTINGS).dailyCap);
    // The first taker decides how many more there are: one with a later time takes the tokens of those before it.
    expect(total).toBeGreaterThanOrEqual(limits.burst);
  });
});
