/** Work in lanes: one piece after the other in a lane, lanes side by side. Work never rejects. */
export type Lanes = {
  /** Does `work` after everything that the lane was given before. */
  queue(lane: string, work: () => Promise<void>): void;
  /** Does `work` at once, beside the lanes. */
  start(work: () => Promise<void>): void;
  /** Resolves when the work that was given so far is done. */
  done(): Promise<void>;
};

export function createLanes(): Lanes {
  const ends = new Map<string, Promise<void>>();
  const running = new Set<Promise<void>>();

  function track(work: Promise<void>): Promise<void> {
    running.add(work);
    void work.finally(() => running.delete(work));
    return work;
  }

  return {
    queue(lane, work) {
      const end = track((ends.get(lane) ?? Promise.resolve()).then(work));
      ends.set(lane, end);
      void end.then(() => ends.get(lane) === end && ends.delete(lane));
    },
    start: (work) => void track(work()),
    async done() {
      await Promise.all(running);
    },
  };
}
