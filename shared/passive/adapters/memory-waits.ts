import type { Waits } from "../application/ports/waits.ts";
import { WAIT_DAYS, type Wait } from "../domain/wait.ts";

/** Waits in memory. */
export function createMemoryWaits(): Waits {
  const waits = new Map<string, { wait: Wait; until: number }>();
  const keyOf = (appId: string, conversationId: string) => JSON.stringify([appId, conversationId]);
  return {
    async get(appId, conversationId, now) {
      const found = waits.get(keyOf(appId, conversationId));
      return found && found.until > now ? found.wait : undefined;
    },
    async put(wait, now) {
      const { appId, conversationId } = wait.task;
      waits.set(keyOf(appId, conversationId), { wait, until: now + WAIT_DAYS * 86_400_000 });
    },
    async remove({ task }) {
      const key = keyOf(task.appId, task.conversationId);
      if (waits.get(key)?.wait.task.id === task.id) waits.delete(key);
    },
  };
}
