import type { Outcome } from "../worker/outcome.ts";

/** What AWS would bill a function for, since the start. */
export type FunctionUsage = {
  invocations: number;
  errors: number;
  timeouts: number;
  throttles: number;
  coldStarts: number;
  /** Messages that were not handed to the function, so that no loop goes on for ever. */
  recursiveInvocationsDropped: number;
  /** Billed gigabyte-milliseconds, initialization included. */
  gbMs: number;
  /** Processor time of all its processes, ended ones included. */
  cpuMs: number;
};

/** Adds up what a function uses. */
export type UsageMeter = {
  throttled(): void;
  coldStart(): void;
  dropped(count: number): void;
  /** A process was ready after `ms`. */
  initialized(ms: number): void;
  invoked(outcome: Pick<Outcome, "kind" | "durationMs">): void;
  /** The sums so far; `cpuMs` is known to the processes. */
  read(cpuMs: number): FunctionUsage;
};

export function createUsageMeter(memoryMb: number): UsageMeter {
  const gb = memoryMb / 1024;
  const usage = {
    invocations: 0,
    errors: 0,
    timeouts: 0,
    throttles: 0,
    coldStarts: 0,
    recursiveInvocationsDropped: 0,
    gbMs: 0,
  };
  return {
    throttled: () => void usage.throttles++,
    coldStart: () => void usage.coldStarts++,
    dropped(count) {
      usage.recursiveInvocationsDropped += count;
    },
    initialized(ms) {
      usage.gbMs += ms * gb;
    },
    invoked({ kind, durationMs }) {
      usage.invocations++;
      if (kind !== "ok") usage.errors++;
      if (kind === "timeout") usage.timeouts++;
      usage.gbMs += Math.ceil(durationMs) * gb;
    },
    read: (cpuMs) => ({ ...usage, cpuMs: Math.round(cpuMs) }),
  };
}
