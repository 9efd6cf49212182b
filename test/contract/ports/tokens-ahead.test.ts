import { expect, it } from "vitest";
import { ACCOUNT_WINDOW } from "../../../shared/outbound/domain/account-circuit.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const LIMITS = { perSecond: 10, burst: 20, dailyCap: 1000 };
const SECOND = 1000;
const ask = (wanted: number, extra: number, lapsed = 0) => ({ wanted, extra, lapsed });

onEveryStorage("tokens ahead", (fresh) => {
  it("are as many as asked for, at the end of the second, and leave others half a burst", async () => {
    const { tokenBuckets } = await fresh();
    const taken = await tokenBuckets.takeAhead("b", ask(1, 4), LIMITS, NOON);
    expect(taken).toEqual({ granted: 1, waitMs: 0, extra: 4, until: NOON + SECOND, lapsed: 0 });
    expect(await tokenBuckets.takeAhead("b", ask(1, 4), LIMITS, NOON)).toMatchObject({ granted: 1, extra: 0 });
    expect((await tokenBuckets.take("b", 99, LIMITS, NOON)).granted).toBe(9);
  });

  it("stand one behind the other where several processes take them", async () => {
    const { tokenBuckets } = await fresh();
    await tokenBuckets.takeAhead("b", ask(1, 4), LIMITS, NOON);
    const now = NOON + SECOND / 2;
    const second = await tokenBuckets.takeAhead("b", ask(1, 1), LIMITS, now);
    expect(second).toMatchObject({ granted: 1, extra: 1, until: now + SECOND });
    const third = await tokenBuckets.takeAhead("b", ask(1, 5), LIMITS, now + 300);
    expect(third).toMatchObject({ granted: 1, extra: 2, until: now + 300 + SECOND });
  });

  it("are no more than a second's, than half a burst, and never of the day's last tenth", async () => {
    const { tokenBuckets } = await fresh();
    expect(await tokenBuckets.takeAhead("a", ask(1, 99), { ...LIMITS, burst: 100 }, NOON)).toMatchObject({ extra: 10 });
    expect(await tokenBuckets.takeAhead("b", ask(1, 99), { ...LIMITS, burst: 8 }, NOON)).toMatchObject({ extra: 3 });
    expect(await tokenBuckets.takeAhead("c", ask(1, 99), { ...LIMITS, burst: 3 }, NOON)).toMatchObject({ extra: 0 });
    const small = { ...LIMITS, dailyCap: 10 };
    expect(await tokenBuckets.takeAhead("d", ask(1, 99), small, NOON)).toMatchObject({ granted: 1, extra: 8 });
    const later = NOON + 60 * SECOND;
    expect(await tokenBuckets.takeAhead("d", ask(2, 99), small, later)).toMatchObject({ granted: 1, extra: 0 });
  });

  it("go back to the day when they have lapsed, with the next take or without one", async () => {
    const { tokenBuckets } = await fresh();
    const limits = { ...LIMITS, dailyCap: 10 };
    await tokenBuckets.takeAhead("b", ask(1, 5), limits, NOON);
    const later = NOON + 60 * SECOND;
    expect(await tokenBuckets.takeAhead("b", ask(1, 0, 3), limits, later)).toMatchObject({ granted: 1, lapsed: 3 });
    await tokenBuckets.refund("b", 0, limits, later, 2);
    expect((await tokenBuckets.take("b", 99, limits, later)).granted).toBe(8);
  });

  it("stay out while an account's failures are counted, and once its circuit has opened", async () => {
    const { tokenBuckets, accountCircuits } = await fresh();
    await tokenBuckets.takeAhead("b", ask(1, 3), LIMITS, NOON);
    await accountCircuits.fail("b", NOON);
    const during = await tokenBuckets.takeAhead("b", ask(1, 3, 2), LIMITS, NOON + 2 * SECOND);
    expect(during).toMatchObject({ granted: 1, extra: 0, lapsed: 0 });
    const after = NOON + ACCOUNT_WINDOW + SECOND;
    expect(await tokenBuckets.takeAhead("b", ask(1, 3, 2), LIMITS, after)).toMatchObject({ extra: 3, lapsed: 2 });
    await accountCircuits.open("b", { until: after + 5 * SECOND, trips: 1 }, LIMITS, after);
    const open = await tokenBuckets.takeAhead("b", ask(1, 3, 2), LIMITS, after + 4 * SECOND);
    expect(open).toMatchObject({ granted: 0, extra: 0, lapsed: 0, tripped: true, waitMs: SECOND });
  });
});
