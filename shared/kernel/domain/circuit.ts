/** A circuit breaker's shared state. Times in epoch ms. */
export type Circuit = {
  readonly failures: number;
  /** Start of the window in which the failures are counted. */
  readonly windowStart: number;
  /** Until when nothing is tried; 0 while closed. */
  readonly openUntil: number;
  /** How often it opened without a success between. */
  readonly trips: number;
  /** One call is finding out whether the upstream is back; until `openUntil` the others wait for it. */
  readonly probing: boolean;
};

export const CLOSED: Circuit = { failures: 0, windowStart: 0, openUntil: 0, trips: 0, probing: false };

const WINDOW = 30_000;
const THRESHOLD = 5;
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 60_000;

/** The circuit after one more upstream failure at `now`; a failed probe opens it again for longer. */
export function afterFailure(circuit: Circuit, now: number): Circuit {
  // Calls that were under way when it opened tell nothing new.
  if (circuit.openUntil > now && !circuit.probing) return circuit;
  const probeFailed = circuit.openUntil > 0;
  const fresh = now - circuit.windowStart > WINDOW;
  const failures = fresh ? 1 : circuit.failures + 1;
  const windowStart = fresh ? now : circuit.windowStart;
  if (!probeFailed && failures < THRESHOLD) return { ...circuit, failures, windowStart };
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** circuit.trips);
  return { failures, windowStart, openUntil: now + pause, trips: circuit.trips + 1, probing: false };
}

/** Milliseconds until a try is allowed again; 0 when it is now. */
export function pauseLeft(circuit: Circuit, now: number): number {
  return Math.max(0, circuit.openUntil - now);
}

/** Whether its pause is over and one call may find out whether the upstream is back. */
export function mayProbe(circuit: Circuit, now: number): boolean {
  return circuit.openUntil > 0 && circuit.openUntil <= now;
}

/** Whether a success has to be stored, because it closes the circuit for all callers. */
export function needsClosing(circuit: Circuit): boolean {
  return circuit.openUntil > 0;
}
