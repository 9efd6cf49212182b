import type { Parking } from "../../application/ports.ts";
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

    async take(appId, now) {
      const removed = await table.remove(keyOfParking(appId), undefined, "ALL_OLD");
      const item = removed.done ? removed.attributes : undefined;
      return item && !isExpired(item, now) ? handlesOf(item) : [];
    },
  };
}

function handlesOf(item: Item): string[] {
  return (item.handles?.L ?? []).flatMap(({ S }) => (S === undefined ? [] : [S]));
}
