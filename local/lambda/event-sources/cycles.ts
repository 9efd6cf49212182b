/** The cycles of an event source, in each of which a batch is received and worked on. */
export type Cycles = {
  /** Begins no more; resolves when those in hand are done. */
  stop(): Promise<void>;
};

/**
 * One cycle begins at once; a further one, up to `limit`, after a cycle that received all that it could, or where those
 * that run have had work in hand for `patienceMs`. So what comes in meanwhile fills the next batch, and both a backlog
 * and slow work have as many cycles as they may.
 *
 * @param receive gets what the cycle works on; undefined where nothing came
 */
export function startCycles<T>(options: {
  limit: number;
  patienceMs: number;
  receive(): Promise<T | undefined>;
  /** Whether there may be more where this came from. */
  isFull(received: T): boolean;
  /** Never rejects. */
  work(received: T): Promise<void>;
}): Cycles {
  const { limit, patienceMs, receive, isFull, work } = options;
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
    if (isFull(received) && !stopping && running.size < limit) begin();
    else beginMore();
    await work(received);
  }

  function begin(): void {
    clearTimeout(patience);
    const one = cycle().finally(() => {
      running.delete(one);
      beginMore();
    });
    running.add(one);
  }

  function beginMore(): void {
    clearTimeout(patience);
    if (!stopping && running.size === 0 && limit > 0) begin();
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
