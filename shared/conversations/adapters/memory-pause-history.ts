import type { PauseHistory } from "../application/ports/pause-history.ts";
import type { OperatorPause } from "../domain/pauses.ts";

/** What operators decided about pauses, in memory. */
export function createMemoryPauseHistory(): PauseHistory {
  const pauses = new Map<string, OperatorPause>();
  return {
    async note(pause) {
      pauses.set(JSON.stringify([pause.appId, pause.conversationId, pause.at]), pause);
    },
    async between(appId, from, to) {
      return [...pauses.values()]
        .filter((pause) => pause.appId === appId && pause.at >= from && pause.at <= to)
        .toSorted((a, b) => a.at - b.at);
    },
  };
}
