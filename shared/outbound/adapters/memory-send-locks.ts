import type { SendLocks } from "../application/ports/outbound.ts";

/** Send locks in memory. */
export function createMemorySendLocks(): SendLocks {
  const locks = new Map<string, { readonly owner: string; readonly until: number }>();
  return {
    async take(lock, owner, until, now, instead) {
      const held = locks.get(lock);
      if (held && held.until > now && held.owner !== owner && held.owner !== instead) {
        return { taken: false, by: held.owner };
      }
      locks.set(lock, { owner, until });
      return { taken: true };
    },
    async release(lock, owner) {
      if (locks.get(lock)?.owner === owner) locks.delete(lock);
    },
  };
}
