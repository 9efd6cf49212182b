/** Decides when a function gets a further process. Times are milliseconds of `performance.now()`. */
export type Growth = {
  /** Whether a process may start now, for what waits since `oldest`; if it may later, `lookAgain` is called then. */
  isDue(oldest: number, running: number): boolean;
  begin(): void;
  /** The process that began is ready, or cannot be. */
  end(isReady: boolean): void;
  stop(): void;
};

/** A process that has just started works off what waited for it; its first invocation is its slowest. */
const SETTLING_MS = 300;

/** The first process starts at once. Further ones start one after the other while the running ones do not keep up. */
export function createGrowth(options: {
  /** Most processes. */
  limit: number;
  /** Milliseconds that something has to wait while others run before a further process starts. */
  patienceMs: number;
  lookAgain(): void;
}): Growth {
  let isStarting = false;
  let lastReadyAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const ring = () => {
    timer = undefined;
    options.lookAgain();
  };
  return {
    isDue(oldest, running) {
      if (running >= options.limit || isStarting) return false;
      const due = running === 0 ? 0 : Math.max(oldest + options.patienceMs, lastReadyAt + SETTLING_MS);
      const left = due - performance.now();
      if (left > 0) timer ??= setTimeout(ring, left);
      return left <= 0;
    },
    begin() {
      isStarting = true;
    },
    end(isReady) {
      isStarting = false;
      if (isReady) lastReadyAt = performance.now();
    },
    stop: () => clearTimeout(timer),
  };
}
