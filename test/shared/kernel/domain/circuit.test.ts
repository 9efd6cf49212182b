import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterFailure,
  type Circuit,
  CLOSED,
  needsClosing,
  pauseLeft,
} from "../../../../shared/kernel/domain/circuit.ts";
import { NOON } from "../../../support/builders.ts";

const failing = (times: readonly number[], from: Circuit = CLOSED) => times.reduce(afterFailure, from);
const fiveAt = (now: number) => Array.from({ length: 5 }, () => now);

describe("a circuit", () => {
  it("stays closed below five failures in half a minute", () => {
    const circuit = failing([NOON, NOON + 1, NOON + 2, NOON + 3]);
    expect(pauseLeft(circuit, NOON + 3)).toBe(0);
    expect(needsClosing(circuit)).toBe(false);
  });

  it("opens for 5 s at the fifth", () => {
    const circuit = failing(fiveAt(NOON));
    expect(pauseLeft(circuit, NOON)).toBe(5000);
    expect(pauseLeft(circuit, NOON + 4999)).toBe(1);
    expect(pauseLeft(circuit, NOON + 5000)).toBe(0);
    expect(needsClosing(circuit)).toBe(true);
  });

  it("forgets failures that are older than its window", () => {
    const spread = Array.from({ length: 40 }, (_, index) => NOON + index * 10_000);
    expect(failing(spread).openUntil).toBe(0);
  });

  it("opens again at the first failure after its pause, twice as long each time, a minute at most", () => {
    let circuit = failing(fiveAt(NOON));
    const pauses = [];
    for (let trip = 0; trip < 6; trip++) {
      const probe = circuit.openUntil;
      circuit = afterFailure(circuit, probe);
      pauses.push(pauseLeft(circuit, probe));
    }
    expect(pauses).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
  });

  it("begins anew once it was closed", () => {
    expect(pauseLeft(CLOSED, NOON)).toBe(0);
    expect(failing(fiveAt(NOON)).trips).toBe(1);
    expect(needsClosing(CLOSED)).toBe(false);
  });

  it("never pauses for more than a minute, and opens only after five failures", () => {
    const waits = fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 40 });
    fc.assert(
      fc.property(waits, (steps) => {
        let circuit = CLOSED;
        let now = NOON;
        for (const [index, wait] of steps.entries()) {
          now += wait;
          circuit = afterFailure(circuit, now);
          expect(pauseLeft(circuit, now)).toBeLessThanOrEqual(60_000);
          if (index < 4) expect(circuit.openUntil).toBe(0);
        }
      }),
    );
  });
});
