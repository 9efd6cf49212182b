import type { BundleSize } from "../e2e/checkout.ts";
import type { Phase } from "../e2e/phase.ts";
import type { Limits } from "./limits.ts";

/** What a run used, next to its limit. */
export type Check = { readonly what: string; readonly unit: string; readonly value: number; readonly limit: number };

export type Measured = {
  readonly phase: Pick<Phase, "calls" | "senderCallsPerAnswer" | "writeUnits" | "cpuMs">;
  readonly bundles: Readonly<Record<string, Pick<BundleSize, "parsedAtStart">>>;
  readonly referenceRoundMs: number;
};

/** Every limit with its value; what a run did not measure is `NaN`, which passes no limit. */
export function checksOf({ phase, bundles, referenceRoundMs }: Measured, limits: Limits): Check[] {
  const { calls = {}, senderCallsPerAnswer = Number.NaN, writeUnits, cpuMs } = phase;
  const rows = (of: Readonly<Record<string, number>>, unit: string, value: (name: string) => number | undefined) =>
    Object.entries(of).map(([what, limit]) => ({ what, unit, value: value(what) ?? Number.NaN, limit }));
  return [
    ...rows(limits.calls, "SDK calls a message", (name) => calls[name]?.all),
    ...rows({ sender: limits.senderCallsPerAnswer }, "SDK calls an answer", () => senderCallsPerAnswer),
    ...rows({ "all functions": limits.writeUnits }, "write units a message", () => writeUnits),
    ...rows(limits.bytesParsedAtStart, "bytes parsed at a cold start", (name) => bundles[name]?.parsedAtStart),
    ...rows(limits.referenceRounds, "reference rounds of CPU a message", (name) => {
      const ms = cpuMs[name];
      return ms === undefined ? undefined : ms / referenceRoundMs;
    }),
  ];
}

export const isHeld = ({ value, limit }: Check) => value <= limit;

/** A check in words, for the one who has to act. */
export function sentenceOf({ what, unit, value, limit }: Check): string {
  if (Number.isNaN(value)) return `${what}: the run did not measure its ${unit}, so that the limit cannot be checked`;
  return `${what}: ${round(value)} ${unit}, where at most ${limit} are allowed (bench/guard/limits.ts)`;
}

export const round = (value: number) => Number(value.toPrecision(4));
