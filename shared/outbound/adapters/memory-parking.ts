import type { Parking } from "../application/ports/outbound.ts";
import { type Lane, lanes } from "../domain/lane.ts";

/** Parked commands' receipt handles in memory. */
export function createMemoryParking(): Parking & { has(appId: string): boolean } {
  const parked = new Map<string, readonly string[]>();
  const keyOf = (appId: string, lane: Lane) => `${lane} ${appId}`;
  const handlesOf = (appId: string, lane: Lane) => parked.get(keyOf(appId, lane)) ?? [];
  return {
    has: (appId) => lanes.some((lane) => parked.has(keyOf(appId, lane))),
    async save(appId, lane, receiptHandles) {
      parked.set(keyOf(appId, lane), receiptHandles);
    },
    async parked(appId) {
      return { live: handlesOf(appId, "live"), bulk: handlesOf(appId, "bulk") };
    },
    async forget(appId, lane, [first]) {
      if (first !== undefined && handlesOf(appId, lane)[0] === first) parked.delete(keyOf(appId, lane));
    },
  };
}
