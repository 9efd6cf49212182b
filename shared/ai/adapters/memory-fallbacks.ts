import type { AiFallbacks } from "../application/ports/ai.ts";

/** When conversations got the fallback last, in memory. */
export function createMemoryAiFallbacks(): AiFallbacks {
  const said = new Map<string, { taskId: string; quietUntil: number }>();
  return {
    async claim({ id, appId, conversationId }, quietMs, now) {
      const key = JSON.stringify([appId, conversationId]);
      const last = said.get(key);
      if (last && last.quietUntil > now && last.taskId !== id) return false;
      said.set(key, { taskId: id, quietUntil: now + quietMs });
      return true;
    },
  };
}
