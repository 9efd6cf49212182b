import type { Parking } from "../../application/ports/outbound.ts";
import { expiryAfter, type Item, isExpired, keyPart, text } from "./attributes.ts";
import { createTable, type TableOptions } from "./table.ts";

export const keyOfParking = (appId: string) => ({ pk: `live#${keyPart(appId)}`, sk: "parked" });

/** Parked commands' receipt handles in the table `state`, one item an account; after a day no handle is good any more. */
export function createDynamoParking(options: TableOptions): Parking {
  const table = createTable(options);
  return {
    async save(appId, receiptHandles, now) {
      const { pk, sk } = keyOfParking(appId);
      await table.put({
        pk: text(pk),
        sk: text(sk),
        handles: { L: receiptHandles.map(text) },
        expiresAt: expiryAfter(1, now),
      });
    },

    async parked(appId, now) {
      const item = await table.get(keyOfParking(appId), { consistent: true });
      return item && !isExpired(item, now) ? handlesOf(item) : [];
    },

    /** Each receive makes a handle of its own: the first tells the list. */
    async forget(appId, [first]) {
      if (first === undefined) return;
      await table.remove(keyOfParking(appId), {
        expression: "#handles[0] = :first",
        values: { ":first": text(first) },
      });
    },
  };
}

function handlesOf(item: Item): string[] {
  return (item.handles?.L ?? []).flatMap(({ S }) => (S === undefined ? [] : [S]));
}
