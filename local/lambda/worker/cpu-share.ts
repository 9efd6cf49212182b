import { readFileSync } from "node:fs";

/**
 * Megabytes for which Lambda gives one core; others get their part of it.
 * Source: "Configure Lambda function memory" in the AWS Lambda developer guide.
 */
const MB_OF_A_CORE = 1769;

/** What a function may use of a core, 0 to 1: its part by memory. */
export function cpuShareOf(memoryMb: number): number {
  return Math.min(1, memoryMb / MB_OF_A_CORE);
}

/** Holds one process to its share of a core. */
export type CpuPace = {
  /** From now on the process works for an invocation. */
  work(): void;
  /** The invocation is over. */
  rest(): void;
};

/** Milliseconds between two looks at a process that works. */
const TICK_MS = 5;
/** Milliseconds for which a process may save what it does not use; Linux gives a quota for periods of this length. */
const PERIOD_MS = 20;

/**
 * Stops the process whenever it has used more than its share, and lets it go on when it has waited for that. Linux only:
 * processor time is that of its main thread, from `/proc`, so that helper threads of V8 come free.
 */
export function paceProcess(pid: number, share: number): CpuPace {
  const most = share * PERIOD_MS;
  let credit = most;
  let at = performance.now();
  let used = usedMs(pid) ?? 0;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  /** Adds what the process earned, and takes what it used. */
  function settle(): void {
    const now = performance.now();
    const usedNow = usedMs(pid) ?? used;
    credit = Math.min(most, credit + (now - at) * share - (usedNow - used));
    at = now;
    used = usedNow;
  }

  function look(): void {
    settle();
    if (credit < 0 !== isStopped) {
      isStopped = !isStopped;
      signal(pid, isStopped ? "SIGSTOP" : "SIGCONT");
    }
    timer = setTimeout(look, isStopped ? Math.max(1, -credit / share) : TICK_MS);
  }

  return {
    work: look,
    rest() {
      clearTimeout(timer);
      if (isStopped) signal(pid, "SIGCONT");
      isStopped = false;
      settle();
    },
  };
}

/** Processor milliseconds of the main thread; undefined when the process has ended. */
function usedMs(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch (error) {
    if (hasEnded(error)) return undefined;
    throw error;
  }
}

function signal(pid: number, name: "SIGSTOP" | "SIGCONT"): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!hasEnded(error)) throw error;
  }
}

function hasEnded(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH");
}
