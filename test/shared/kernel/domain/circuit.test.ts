import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterReport,
  CIRCUIT_WINDOW,
  CLOSED,
  callerNumber,
  opens,
  pauseAfter,
  pauseLeft,
} from "../../../../shared/kernel/domain/circuit.ts";
import { NOON } from "../../../support/builders.ts";

describe("a circuit's window", () => {
  it("begins with a failure, and adds what is reported within it", () => {
    const first = afterReport(CLOSED, { calls: 3, caller: 7 }, NOON);
    expect(first).toMatchObject({ windowStart: NOON, calls: 3, failures: 1, callers: [7] });
    const second = afterReport(first, { calls: 2, caller: 9 }, NOON + CIRCUIT_WINDOW);
    expect(second).toMatchObject({ windowStart: NOON, calls: 5, failures: 2, callers: [7, 9] });
    expect(afterReport(second, { calls: 1, caller: 9 }, NOON + 1)).toMatchObject({ failures: 3, callers: [7, 9] });
  });

  it("begins anew once it is over", () => {
    const first = afterReport(CLOSED, { calls: 3, caller: 7 }, NOON);
    const later = NOON + CIRCUIT_WINDOW + 1;
    expect(afterReport(first, { calls: 1, caller: 9 }, later)).toMatchObject({
      windowStart: later,
      calls: 1,
      failures: 1,
    });
  });
});

describe("a circuit", () => {
  const rule = { minFailures: 5, minShare: 0.5, minCallers: 2 };

  it.each([
    [{ calls: 10, failures: 5, callers: 2 }, true],
    [{ calls: 5, failures: 5, callers: 2 }, true],
    [{ calls: 4, failures: 4, callers: 2 }, false],
    [{ calls: 11, failures: 5, callers: 2 }, false],
    [{ calls: 100, failures: 100, callers: 1 }, false],
  ])("with %o opens: %s", (tally, expected) => {
    expect(opens(tally, rule)).toBe(expected);
  });

  it("pauses for 5 s, twice as long each time, a minute at most", () => {
    expect([0, 1, 2, 3, 4, 50].map(pauseAfter)).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000]);
    expect(pauseLeft({ openUntil: NOON + 5000 }, NOON + 4999)).toBe(1);
    expect(pauseLeft({ openUntil: NOON + 5000 }, NOON + 6000)).toBe(0);
  });

  it("knows its callers by few numbers, always the same ones", () => {
    fc.assert(
      fc.property(fc.string(), (caller) => {
        expect(callerNumber(caller)).toBe(callerNumber(caller));
        expect(callerNumber(caller)).toBeGreaterThanOrEqual(0);
        expect(callerNumber(caller)).toBeLessThan(64);
      }),
    );
    expect(new Set(Array.from({ length: 1000 }, (_, index) => callerNumber(`wx_${index}`))).size).toBe(64);
  });
});
