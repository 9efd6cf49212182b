import type { LargeBodies } from "../application/ports/large-bodies.ts";

/** Bodies too large for a row, in memory. */
export function createMemoryLargeBodies(): LargeBodies {
  const bodies = new Map<string, string>();
  return {
    async put(key, body) {
      bodies.set(key, body);
    },
    get: async (key) => bodies.get(key),
    async remove(key) {
      bodies.delete(key);
    },
  };
}
