import type { Leases } from "../../kernel/application/ports/leases.ts";

/** Leases in memory. */
export function createMemoryLeases(): Leases {
  const held = new Map<string, { owner: string; until: number }>();
  return {
    async acquire(name, owner, ttlMs, now) {
      const lease = held.get(name);
      if (lease && lease.until > now && lease.owner !== owner) return false;
      held.set(name, { owner, until: now + ttlMs });
      return true;
    },
    async release(name, owner) {
      if (held.get(name)?.owner === owner) held.delete(name);
    },
  };
}
