import { expect, it } from "vitest";
import { ACCOUNT_WINDOW, bucketOfAccount } from "../../../shared/outbound/domain/account-circuit.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const BUCKET = bucketOfAccount("wx_app_1");
const LIMITS = { perSecond: 2, burst: 3, dailyCap: 100 };
const SECOND = 1000;
const opening = (until: number, trips = 1) => ({ until, trips });

onEveryStorage("circuits of accounts", (fresh) => {
  it("count failures, and what was taken since the first one", async () => {
    const { accountCircuits, tokenBuckets } = await fresh();
    await tokenBuckets.take(BUCKET, 3, LIMITS, NOON);
    expect(await accountCircuits.fail(BUCKET, NOON)).toEqual({ calls: 1, failures: 1, openUntil: 0, trips: 0 });
    expect(await accountCircuits.fail(BUCKET, NOON)).toMatchObject({ calls: 2, failures: 2 });
    for (let second = 1; second <= 10; second++) await tokenBuckets.take(BUCKET, 1, LIMITS, NOON + second * SECOND);
    expect(await accountCircuits.fail(BUCKET, NOON + 11 * SECOND)).toMatchObject({ calls: 10, failures: 3 });
    expect(await accountCircuits.fail(BUCKET, NOON + ACCOUNT_WINDOW + 1)).toMatchObject({ calls: 1, failures: 1 });
  });

  it("count failures of a bucket that gave nothing yet, and leave it full", async () => {
    const { accountCircuits, tokenBuckets } = await fresh();
    expect(await accountCircuits.fail(BUCKET, NOON)).toMatchObject({ calls: 1, failures: 1 });
    expect(await tokenBuckets.take(BUCKET, 9, LIMITS, NOON)).toMatchObject({ granted: 3 });
  });

  it("once open give nothing until the pause is over, and one token then", async () => {
    const { accountCircuits, tokenBuckets } = await fresh();
    await tokenBuckets.take(BUCKET, 1, LIMITS, NOON);
    const until = NOON + 5 * SECOND;
    expect(await accountCircuits.open(BUCKET, opening(until), LIMITS, NOON)).toBe(true);
    expect(await tokenBuckets.take(BUCKET, 3, LIMITS, NOON)).toEqual({ granted: 0, waitMs: 5 * SECOND, tripped: true });
    expect(await tokenBuckets.take(BUCKET, 3, LIMITS, until - 1)).toMatchObject({ granted: 0, waitMs: 1 });
    expect(await tokenBuckets.take(BUCKET, 3, LIMITS, until)).toMatchObject({ granted: 1, tripped: true });
    expect(await tokenBuckets.take(BUCKET, 3, LIMITS, until)).toMatchObject({ granted: 0, waitMs: 500 });
  });

  it("stay open whatever is given back meanwhile", async () => {
    const { accountCircuits, tokenBuckets } = await fresh();
    await tokenBuckets.take(BUCKET, 3, { ...LIMITS, dailyCap: 4 }, NOON);
    const until = NOON + 5 * SECOND;
    await accountCircuits.open(BUCKET, opening(until), LIMITS, NOON);
    await tokenBuckets.refund(BUCKET, 2, LIMITS, NOON + 1);
    expect(await tokenBuckets.take(BUCKET, 1, LIMITS, until - 1)).toMatchObject({ granted: 0 });
    const later = until + 60 * SECOND;
    expect(await tokenBuckets.take(BUCKET, 9, { ...LIMITS, dailyCap: 4 }, later)).toMatchObject({ granted: 3 });
    await tokenBuckets.refund(BUCKET, 2, LIMITS, later);
    expect(await tokenBuckets.take(BUCKET, 9, LIMITS, later)).toMatchObject({ granted: 2 });
  });

  it("are opened by one of many, and again only by who knows of that", async () => {
    const { accountCircuits } = await fresh();
    const opened = await Promise.all(
      Array.from({ length: 10 }, () => accountCircuits.open(BUCKET, opening(NOON + 5000), LIMITS, NOON)),
    );
    expect(opened.filter(Boolean)).toHaveLength(1);
    expect(await accountCircuits.open(BUCKET, opening(NOON + 9000, 3), LIMITS, NOON)).toBe(false);
    expect(await accountCircuits.open(BUCKET, opening(NOON + 9000, 2), LIMITS, NOON)).toBe(true);
    expect(await accountCircuits.fail(BUCKET, NOON)).toMatchObject({ openUntil: NOON + 9000, trips: 2 });
  });

  it("forget all once they are closed, and fill at the account's rate", async () => {
    const { accountCircuits, tokenBuckets } = await fresh();
    const until = NOON + 5 * SECOND;
    await accountCircuits.fail(BUCKET, NOON);
    await accountCircuits.open(BUCKET, opening(until), LIMITS, NOON);
    await tokenBuckets.take(BUCKET, 1, LIMITS, until);
    await accountCircuits.close(BUCKET, until);
    await accountCircuits.close(bucketOfAccount("wx_other"), until);
    expect(await tokenBuckets.take(BUCKET, 9, LIMITS, until + SECOND)).toEqual({ granted: 2, waitMs: 500 });
    expect(await accountCircuits.fail(BUCKET, until)).toEqual({ calls: 1, failures: 1, openUntil: 0, trips: 0 });
  });

  it("begin each day in China closed", async () => {
    const { accountCircuits, tokenBuckets } = await fresh();
    const midnight = NOON + 12 * 3_600_000;
    await accountCircuits.open(BUCKET, opening(midnight + 30_000), LIMITS, midnight - 1);
    expect(await tokenBuckets.take(BUCKET, 3, LIMITS, midnight)).toEqual({ granted: 3, waitMs: 0 });
  });
});
