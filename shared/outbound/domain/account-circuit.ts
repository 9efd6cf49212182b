import type { CircuitRule } from "../../kernel/domain/circuit.ts";
import { type BucketLimits, emissionInterval } from "../../kernel/domain/rate.ts";

/** What a bucket's row tells of its account's calls. Times in epoch ms. */
export type AccountTrouble = {
  /** Tokens that were taken since the window's first failure. At least the failures. */
  readonly calls: number;
  readonly failures: number;
  /** Until when the account sends nothing; 0 while its circuit is closed. */
  readonly openUntil: number;
  /** How often the circuit opened without a success between. */
  readonly trips: number;
};

export const NO_TROUBLE: AccountTrouble = { calls: 0, failures: 0, openUntil: 0, trips: 0 };

/** Three failed calls and half of all open an account's circuit: few, since each may be a message of unknown outcome. */
export const ACCOUNT_RULE: CircuitRule = { minFailures: 3, minShare: 0.5, minCallers: 1 };

/** The window in which an account's failures are counted, from the first one, ms: time for three calls without an answer. */
export const ACCOUNT_WINDOW = 60_000;

/** The `tat` of a bucket that gives nothing before `until` (epoch ms), and one token then: the call that finds out. */
export function closedTat(limits: BucketLimits, until: number): number {
  return until + (limits.burst - 1) * emissionInterval(limits);
}

/** The name of an account's bucket. */
export function bucketOfAccount(appId: string): string {
  return `account#${appId}`;
}
