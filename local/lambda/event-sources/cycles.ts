/** The cycles of an event source, in each of which a batch is received and worked on. */
export type Cycles = {
  /** Begins no more; resolves when those in hand are done. */
  stop(): Promise<void>;
};

/** Cycles that begin at once. */
const AT_ONCE = 2;

/**
 * Two cycles begin at once; a further one, up to `limit`, where those have had work in hand for `patienceMs`. So what comes
 * in meanwhile fills the next batches, and slow work still has as many cycles as it may.
 *
 * @param receive gets what the cycle works on; undefined where nothing came
 */
export function startCycles<T>(options: {
  limit: number;
  patienceMs: number;
  receive(): Promise<T | undefined>;
  /** Never rejects. */
  work(received: T): Promise<void>;
}): Cycles {
  const { limit, patienceMs, receive, work } = options;
  const running = new Set<Promise<void>>();
  let receiving = 0;
  let patience: NodeJS.Timeout | undefined;
  let stopping = false;

  async function cycle(): Promise<void> {
    receiving += 1;
    const received = await receive().finally(() => {
      receiving -= 1;
    });
    if (received === undefined) return;
    beginMore();
    await work(received);
  }

  function begin(): void {
    const one = cycle().finally(() => {
      running.delete(one);
      beginMore();
    });
    running.add(one);
  }

  function beginMore(): void {
    clearTimeout(patience);
    while (!stopping && running.size < Math.min(AT_ONCE, limit)) begin();
    if (!stopping && receiving === 0 && running.size < limit) patience = setTimeout(begin, patienceMs);
  }

  beginMore();
  return {
    async stop() {
      stopping = true;
      clearTimeout(patience);
      await Promise.all(running);
    },
  };
}
