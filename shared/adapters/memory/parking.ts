import type { Parking } from "../../application/ports.ts";

/** Parked commands' receipt handles in memory. */
export function createMemoryParking(): Parking & { has(appId: string): boolean } {
  const parked = new Map<string, readonly string[]>();
  return {
    has: (appId) => parked.has(appId),
    async save(appId, receiptHandles) {
      parked.set(appId, receiptHandles);
    },
    async take(appId) {
      const handles = parked.get(appId) ?? [];
      parked.delete(appId);
      return handles;
    },
  };
}
