import { expect, it } from "vitest";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const ALLOWANCE = { tokens: 5000, micros: 400 };
const CHARGE = { tokens: 100, micros: 10 };
const taskId = (n: number) => `ai_${String(n).padStart(32, "0")}`;
const UNTIL_MIDNIGHT = 12 * 3_600_000;

onEveryStorage("budgets of the AI", (fresh) => {
  it("let 200 that come at once have exactly what the day allows, in tokens and in cost", async () => {
    const { aiBudgets } = await fresh();
    const many = (appId: string, allowance: typeof ALLOWANCE | { tokens: number; micros: null }) =>
      Promise.all(Array.from({ length: 200 }, (_, n) => aiBudgets.reserve(appId, taskId(n), CHARGE, allowance, NOON)));
    const granted = async (appId: string, allowance: Parameters<typeof many>[1]) =>
      (await many(appId, allowance)).filter((reservation) => reservation !== undefined).length;
    expect(await granted("wx_a", ALLOWANCE)).toBe(40);
    expect(await granted("wx_b", { tokens: 5000, micros: null })).toBe(50);
    expect(await aiBudgets.used("wx_a", NOON)).toEqual({ tokens: 4000, micros: 400 });
    expect(await aiBudgets.used("wx_b", NOON)).toEqual({ tokens: 5000, micros: 500 });
  });

  it("count what was used in the place of what was put aside, once", async () => {
    const { aiBudgets } = await fresh();
    const reservation = await aiBudgets.reserve("wx_a", taskId(1), CHARGE, ALLOWANCE, NOON);
    if (!reservation) throw new Error("the day is new");
    await aiBudgets.settle(reservation, { tokens: 30, micros: 3 });
    await aiBudgets.settle(reservation, { tokens: 30, micros: 3 });
    expect(await aiBudgets.used("wx_a", NOON)).toEqual({ tokens: 30, micros: 3 });
    const over = await aiBudgets.reserve("wx_a", taskId(2), CHARGE, ALLOWANCE, NOON);
    if (!over) throw new Error("the day has more");
    await aiBudgets.settle(over, { tokens: 6000, micros: 5 });
    expect(await aiBudgets.used("wx_a", NOON)).toEqual({ tokens: 6030, micros: 8 });
    expect(await aiBudgets.reserve("wx_a", taskId(3), CHARGE, ALLOWANCE, NOON)).toBeUndefined();
  });

  it("give a task that comes again the reservation that it has", async () => {
    const { aiBudgets } = await fresh();
    const first = await aiBudgets.reserve("wx_a", taskId(1), CHARGE, ALLOWANCE, NOON);
    const again = await aiBudgets.reserve("wx_a", taskId(1), { tokens: 900, micros: 90 }, ALLOWANCE, NOON + 1000);
    expect(again).toEqual(first);
    expect(await aiBudgets.used("wx_a", NOON)).toEqual(CHARGE);
    if (first) await aiBudgets.settle(first, { tokens: 50, micros: 5 });
    expect(await aiBudgets.reserve("wx_a", taskId(1), CHARGE, ALLOWANCE, NOON)).toMatchObject(CHARGE);
    expect(await aiBudgets.used("wx_a", NOON)).toEqual({ tokens: 150, micros: 15 });
  });

  it("refuse what is more than a day's allowance, and begin anew at midnight in China", async () => {
    const { aiBudgets } = await fresh();
    const reserve = (n: number, tokens: number, now: number) =>
      aiBudgets.reserve("wx_a", taskId(n), { tokens, micros: 0 }, ALLOWANCE, now);
    expect(await reserve(1, 5001, NOON)).toBeUndefined();
    const today = await reserve(2, 5000, NOON);
    expect(await reserve(3, 1, NOON + UNTIL_MIDNIGHT - 1)).toBeUndefined();
    expect(await reserve(3, 1, NOON + UNTIL_MIDNIGHT)).toBeDefined();
    if (today) await aiBudgets.settle(today, { tokens: 10, micros: 0 });
    expect(await aiBudgets.used("wx_a", NOON)).toMatchObject({ tokens: 10 });
    expect(await aiBudgets.used("wx_a", NOON + UNTIL_MIDNIGHT)).toMatchObject({ tokens: 1 });
  });

  it("let one tell that a day is used up, and another one if that one died", async () => {
    const { aiBudgets } = await fresh();
    const claims = await Promise.all(Array.from({ length: 20 }, () => aiBudgets.claimNotice("wx_a", NOON)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await aiBudgets.claimNotice("wx_a", NOON + 59_999)).toBe(false);
    expect(await aiBudgets.claimNotice("wx_a", NOON + 60_000)).toBe(true);
    await aiBudgets.noticeGiven("wx_a", NOON + 60_000);
    expect(await aiBudgets.claimNotice("wx_a", NOON + 600_000)).toBe(false);
    expect(await aiBudgets.claimNotice("wx_b", NOON)).toBe(true);
    expect(await aiBudgets.claimNotice("wx_a", NOON + UNTIL_MIDNIGHT)).toBe(true);
    expect(await aiBudgets.reserve("wx_b", taskId(1), CHARGE, ALLOWANCE, NOON)).toBeDefined();
  });
});
