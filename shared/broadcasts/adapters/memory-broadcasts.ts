import { pageOf } from "../../platform/memory/pager.ts";
import type { Broadcasts } from "../application/ports/broadcasts.ts";
import type { Broadcast } from "../domain/broadcast.ts";

/** Broadcasts in memory. */
export function createMemoryBroadcasts(): Broadcasts {
  const broadcasts = new Map<string, Broadcast>();
  return {
    get: async (id) => broadcasts.get(id),
    async list(limit, cursor) {
      const byId = [...broadcasts.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      const { page, next } = pageOf(byId, ({ id }) => id, limit, cursor);
      return { broadcasts: page, ...next };
    },
    async put(broadcast) {
      broadcasts.set(broadcast.id, broadcast);
    },
    remove: async (id) => broadcasts.delete(id),
  };
}
