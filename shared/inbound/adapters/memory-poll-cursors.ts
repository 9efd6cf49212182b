import type { PollCursors } from "../application/ports/polling.ts";

/** Poll cursors in memory. */
export function createMemoryPollCursors(): PollCursors {
  const cursors = new Map<string, string>();
  return {
    async get(appId) {
      return cursors.get(appId);
    },
    async move(appId, from, to) {
      const stored = cursors.get(appId);
      if (stored !== from && stored !== to) return false;
      cursors.set(appId, to);
      return true;
    },
  };
}
