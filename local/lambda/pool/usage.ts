import { cpuShareOf } from "../worker/cpu-share.ts";
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
  /** Gigabyte-milliseconds as they passed here, initialization included. */
  gbMs: number;
  /**
   * Gigabyte-milliseconds that Lambda would bill: it gives a function its share of a core by memory, so that work takes
   * longer there by that share, and waiting as long as here.
   */
  billedGbMs: number;
  /** Processor time of all its processes, ended ones included. */
  cpuMs: number;
  /** Bytes of its log, metrics included, as CloudWatch Logs bills them. */
  logBytes: number;
};

/** Adds up what a function uses. */
export type UsageMeter = {
  throttled(): void;
  coldStart(): void;
  dropped(count: number): void;
  /** A process was ready after `ms`. */
  initialized(ms: number): void;
  invoked(outcome: Pick<Outcome, "kind" | "durationMs">): void;
  /** The sums so far; `cpuMs` is known to the processes, `logBytes` to their output. */
  read(cpuMs: number, logBytes: number): FunctionUsage;
};

/** @param paced whether the processes are held to their share of a core already */
export function createUsageMeter(memoryMb: number, paced = false): UsageMeter {
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
    read: (cpuMs, logBytes) => ({
      ...usage,
      billedGbMs: usage.gbMs + (paced ? 0 : cpuMs * (1 / cpuShareOf(memoryMb) - 1) * gb),
      cpuMs: Math.round(cpuMs),
      logBytes,
    }),
  };
}
