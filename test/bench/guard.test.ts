import { expect, it } from "vitest";
import { checksOf, isHeld, type Measured, sentenceOf } from "../../bench/guard/checks.ts";
import type { Limits } from "../../bench/guard/limits.ts";
import { referenceRoundMs } from "../../bench/guard/reference-loop.ts";

const LIMITS: Limits = {
  calls: { callback: 1 },
  senderCallsPerAnswer: 2.3,
  writeUnits: 2,
  bytesParsedAtStart: { callback: 460_000 },
  referenceRounds: { consumer: 100 },
};
const GOOD: Measured = {
  phase: {
    calls: { callback: { "sqs:SendMessage": 1, all: 1 } },
    senderCallsPerAnswer: 2.2,
    writeUnits: 1.9,
    cpuMs: { consumer: 1, all: 3 },
  },
  bundles: { callback: { parsedAtStart: 459_000 } },
  referenceRoundMs: 0.02,
};
const passed = (measured: Measured) =>
  checksOf(measured, LIMITS)
    .filter((check) => !isHeld(check))
    .map(sentenceOf);

it("lets a run go that is within its limits", () => {
  expect(checksOf(GOOD, LIMITS)).toHaveLength(5);
  expect(passed(GOOD)).toEqual([]);
});

it("says in words which limit a run has passed", () => {
  const phase = { ...GOOD.phase, calls: { callback: { all: 1.25 } }, writeUnits: 3 };
  expect(passed({ ...GOOD, phase })).toEqual([
    "callback: 1.25 SDK calls a message, where at most 1 are allowed (bench/guard/limits.ts)",
    "all functions: 3 write units a message, where at most 2 are allowed (bench/guard/limits.ts)",
  ]);
  expect(passed({ ...GOOD, bundles: { callback: { parsedAtStart: 500_000 } } })).toHaveLength(1);
});

it("takes CPU by the reference loop of the same run, so that a slow machine passes no limit", () => {
  const slow = { ...GOOD.phase, cpuMs: { consumer: 10, all: 30 } };
  expect(passed({ ...GOOD, phase: slow })).toHaveLength(1);
  expect(passed({ ...GOOD, phase: slow, referenceRoundMs: 0.2 })).toEqual([]);
});

it("does not let go what it could not measure", () => {
  const { calls: _unknown, ...phase } = GOOD.phase;
  expect(passed({ ...GOOD, phase })).toEqual([
    "callback: the run did not measure its SDK calls a message, so that the limit cannot be checked",
  ]);
});

it("has a reference loop that takes time", () => {
  expect(referenceRoundMs()).toBeGreaterThan(0);
});
