import { sha256Hex } from "./ids.ts";

/** What was counted of an upstream's calls, or of one account's, since the first failure of a window. */
export type Tally = {
  readonly calls: number;
  readonly failures: number;
  /** How many callers (accounts) the failures came from. */
  readonly callers: number;
};

/** When a circuit opens: at so many failures of so many callers, if they are this share of the calls. */
export type CircuitRule = { readonly minFailures: number; readonly minShare: number; readonly minCallers: number };

/** A circuit breaker's shared state. Times in epoch ms. */
export type Circuit = {
  /** The first failure of the window in which is counted. */
  readonly windowStart: number;
  /** Calls that were reported with the failures, these included. */
  readonly calls: number;
  readonly failures: number;
  /** Whose calls failed (`callerNumber`). */
  readonly callers: readonly number[];
  /** Until when nothing is tried; 0 while closed. */
  readonly openUntil: number;
  /** How often it opened without a success between. */
  readonly trips: number;
  /** One call is finding out whether the upstream is back; until `openUntil` the others wait for it. */
  readonly probing: boolean;
};

export const CLOSED: Circuit = {
  windowStart: 0,
  calls: 0,
  failures: 0,
  callers: [],
  openUntil: 0,
  trips: 0,
  probing: false,
};

/** A failed call, and how many calls a process reports with it. */
export type FailureReport = { readonly calls: number; readonly caller: number };

/** The window of circuits in the store, ms. */
export const CIRCUIT_WINDOW = 30_000;

/**
 * The most calls that are reported with one failure. More would make the circuit slower without making it more exact: at
 * a share of failures of a half, a process makes two calls for each failure. Fewer would let 0.1 % of failures look like
 * many.
 */
export const MOST_REPORTED = 5;

const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 60_000;

/** A circuit that has opened so often without a success between needs a person: it has failed for half a minute and more. */
export const TRIPS_TO_REPORT = 4;

/** A circuit after a report. Outside of the window counting begins anew. */
export function afterReport(circuit: Circuit, { calls, caller }: FailureReport, now: number): Circuit {
  if (now - circuit.windowStart > CIRCUIT_WINDOW) {
    return { ...circuit, windowStart: now, calls, failures: 1, callers: [caller] };
  }
  return {
    ...circuit,
    calls: circuit.calls + calls,
    failures: circuit.failures + 1,
    callers: [...new Set([...circuit.callers, caller])],
  };
}

/** Whether what was counted opens a circuit. */
export function opens({ calls, failures, callers }: Tally, rule: CircuitRule): boolean {
  return failures >= rule.minFailures && failures >= calls * rule.minShare && callers >= rule.minCallers;
}

/** How long an opening lasts, ms: 5 s, doubling up to a minute. `trips`: the openings before it, without a success since. */
export function pauseAfter(trips: number): number {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** trips);
}

/** Milliseconds until a try is allowed again; 0 when it is now. */
export function pauseLeft({ openUntil }: Pick<Circuit, "openUntil">, now: number): number {
  return Math.max(0, openUntil - now);
}

/** Whether its pause is over and one call may find out whether the upstream is back. */
export function mayProbe({ openUntil }: Pick<Circuit, "openUntil">, now: number): boolean {
  return openUntil > 0 && openUntil <= now;
}

const CALLER_NUMBERS = 64;

/**
 * A caller as one of 64 numbers, so that a circuit's row stays small however many accounts fail. Two accounts that share a
 * number count as one: the more fail, the less that matters.
 */
export function callerNumber(caller: string): number {
  return Number.parseInt(sha256Hex("caller", caller).slice(0, 8), 16) % CALLER_NUMBERS;
}
