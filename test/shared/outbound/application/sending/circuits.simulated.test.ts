import { describe, expect, it } from "vitest";
import { appIdOf, type BusyFleet, playBusyFleet } from "../../../../support/a-busy-fleet.ts";
import { failedBy, sentAs } from "../../../../support/recording-ports.ts";

const FLEET: BusyFleet = { accounts: 50, perSecond: 200, processes: 8, seconds: 60, answers: () => sentAs("1") };
const UPSTREAM = 'CircuitOpened{"circuit":"upstream"}';
const ACCOUNT = 'CircuitOpened{"circuit":"account"}';
const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length);
/** What one wait in a hundred exceeds. */
const slowest = (waits: readonly number[]) => waits.toSorted((a, b) => a - b)[Math.floor(0.99 * waits.length)] ?? 0;

describe("the circuits of a busy fleet", () => {
  it("never open at 200 sends a second of which one in a thousand gets no answer, for 20 minutes", async () => {
    const { calls, counts } = await playBusyFleet({
      ...FLEET,
      seconds: 1200,
      answers: (_appId, _ms, random) => (random() < 0.001 ? failedBy("timeout") : sentAs("1")),
    });
    expect(calls.length).toBeGreaterThan(230_000);
    expect(calls.filter(({ ok }) => !ok).length).toBeGreaterThan(180);
    expect([counts.get(UPSTREAM), counts.get(ACCOUNT)]).toEqual([undefined, undefined]);
  }, 120_000);

  it("let one account fail at all its calls, and do not keep the others waiting", async () => {
    const sick = appIdOf(7);
    const healthy = await playBusyFleet(FLEET);
    const { calls, counts, waits } = await playBusyFleet({
      ...FLEET,
      answers: (appId) => (appId === sick ? failedBy("bad-gateway") : sentAs("1")),
    });
    expect(counts.get(UPSTREAM)).toBeUndefined();
    expect(counts.get(ACCOUNT)).toBeGreaterThan(2);
    // Three calls, then one after 5, 15 and 35 seconds.
    expect(calls.filter(({ appId }) => appId === sick).length).toBeLessThan(8);
    const othersOf = (all: ReadonlyMap<string, readonly number[]>) =>
      [...all].flatMap(([appId, list]) => (appId === sick ? [] : list));
    const [before, after] = [othersOf(healthy.waits), othersOf(waits)];
    expect(mean(before)).toBeGreaterThan(0);
    expect(mean(after)).toBeLessThan(1.1 * mean(before));
    expect(slowest(before)).toBeGreaterThan(0);
    expect(slowest(after)).toBeLessThan(1.1 * slowest(before));
  }, 60_000);

  it.each([1, 2, 50])(
    "open within few calls when the gateway is down for %d accounts, find out, and close",
    async (accounts) => {
      const [from, to] = [20_000, 50_000];
      const isDown = (ms: number) => ms >= from && ms < to;
      const { calls, counts } = await playBusyFleet({
        ...FLEET,
        accounts,
        perSecond: 4 * accounts,
        seconds: 120,
        answers: (_appId, ms) => (isDown(ms) ? failedBy("bad-gateway") : sentAs("1")),
      });
      const failed = calls.filter(({ ok }) => !ok);
      expect((counts.get(UPSTREAM) ?? 0) + (counts.get(ACCOUNT) ?? 0)).toBeGreaterThan(0);
      expect(failed.length).toBeLessThan(accounts === 50 ? 40 : 9 * accounts);
      const again = calls.find(({ ok, ms }) => ok && ms >= to);
      expect(again?.ms).toBeLessThan(to + 21_000);
      const late = calls.filter(({ ms }) => ms >= 90_000);
      expect(late.length).toBeGreaterThan(25 * 4 * accounts);
    },
  );
});
