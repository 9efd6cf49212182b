import type { Parking } from "../../application/ports/outbound.ts";

/** Parked commands' receipt handles in memory. */
export function createMemoryParking(): Parking & { has(appId: string): boolean } {
  const parked = new Map<string, readonly string[]>();
  return {
    has: (appId) => parked.has(appId),
    async save(appId, receiptHandles) {
      parked.set(appId, receiptHandles);
    },
    async parked(appId) {
      return parked.get(appId) ?? [];
    },
    async forget(appId, [first]) {
      if (parked.get(appId)?.[0] === first) parked.delete(appId);
    },
  };
}
