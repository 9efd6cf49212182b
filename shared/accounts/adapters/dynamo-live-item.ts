import { type Item, type Key, keyPart, text } from "../../platform/dynamodb/attributes.ts";
import type { Query } from "../../platform/dynamodb/table.ts";
import { slotOf } from "../domain/heartbeat.ts";

const partitionOf = (slot: number) => `live#${slot}`;
const prefixOf = (appId: string) => `${keyPart(appId)}#`;
const keyOf = (appId: string, name: string): Key => ({
  pk: partitionOf(slotOf(appId)),
  sk: `${prefixOf(appId)}${name}`,
});

/**
 * Keys of an account's items in the table `state`, its signs of life and what its senders parked. The items of all
 * accounts that are asked in the same second are in one partition: a query of them costs by their size in all, which is
 * small, where a read of each by its key would cost half a unit, be it there or not.
 */
export const keyOfPulse = (appId: string) => keyOf(appId, "pulse");
export const keyOfParking = (appId: string) => keyOf(appId, "parked");

/** A query for each slot of the accounts: the items of all accounts from the first to the last of them by appId. */
export function queriesOfLive(appIds: readonly string[]): Query[] {
  return [...Map.groupBy(appIds, slotOf)].map(([slot, ids]) => {
    const sorted = ids.map(prefixOf).sort();
    return {
      expression: "#pk = :slot AND #sk BETWEEN :first AND :last",
      values: { ":slot": text(partitionOf(slot)), ":first": text(sorted[0] ?? ""), ":last": text(`${sorted.at(-1)}~`) },
      ConsistentRead: false,
    };
  });
}

/**
 * Whether an item of parking holds receipt handles in any lane's attribute: those that were forgotten leave it behind.
 */
export function holdsParked(item: Item | undefined): boolean {
  return Object.values(item ?? {}).some(({ L }) => L !== undefined && L.length > 0);
}
