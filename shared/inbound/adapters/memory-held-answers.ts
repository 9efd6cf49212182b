import type { HeldAnswer, HeldAnswers } from "../application/ports/polling.ts";

/** Answers in the hands of pollers, in memory. */
export function createMemoryHeldAnswers(): HeldAnswers {
  const answers = new Map<string, HeldAnswer>();
  return {
    async hold(appId, id, messages) {
      if (answers.has(appId)) return false;
      answers.set(appId, { id, messages });
      return true;
    },
    get: async (appId) => answers.get(appId),
    async release(appId, id) {
      if (answers.get(appId)?.id === id) answers.delete(appId);
    },
  };
}
