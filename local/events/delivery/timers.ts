/** Work for later that can be called off all at once. */
export type Timers = { after(ms: number, work: () => void): void; clear(): void };

export function createTimers(): Timers {
  const waiting = new Set<NodeJS.Timeout>();
  return {
    after(ms, work) {
      const timer = setTimeout(() => {
        waiting.delete(timer);
        work();
      }, ms);
      waiting.add(timer);
    },
    clear() {
      for (const timer of waiting) clearTimeout(timer);
    },
  };
}
