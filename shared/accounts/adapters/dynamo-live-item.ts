import { type Item, keyPart } from "../../platform/dynamodb/attributes.ts";

const keyOf = (appId: string, sk: string) => ({ pk: `live#${keyPart(appId)}`, sk });

/**
 * Keys of an account's items under `live#<appId>` in the table `state`: its signs of life, and what its senders parked.
 */
export const keyOfPulse = (appId: string) => keyOf(appId, "pulse");
export const keyOfParking = (appId: string) => keyOf(appId, "parked");

/**
 * Whether an item of parking holds receipt handles in any lane's attribute: those that were forgotten leave it behind.
 */
export function holdsParked(item: Item | undefined): boolean {
  return Object.values(item ?? {}).some(({ L }) => L !== undefined && L.length > 0);
}
