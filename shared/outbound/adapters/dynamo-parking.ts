import { keyOfParking } from "../../accounts/adapters/dynamo-live-item.ts";
import { expiryAfter, type Item, isExpired, text } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Parking } from "../application/ports/outbound.ts";
import type { Lane } from "../domain/lane.ts";

/**
 * Receipt handles of parked commands in the table `state`: one item an account with one attribute a lane, so that a beat
 * and a wake-up read one item. The item ends after a day: SQS does not accept the handles by then.
 */
export function createDynamoParking(options: TableOptions): Parking {
  const table = createTable(options);
  return {
    async save(appId, lane, receiptHandles, now) {
      await table.update(keyOfParking(appId), `SET #${lane} = :handles, #expiresAt = :expiresAt`, {
        ":handles": { L: receiptHandles.map(text) },
        ":expiresAt": expiryAfter(1, now),
      });
    },

    async parked(appId, now) {
      const item = await table.get(keyOfParking(appId), { consistent: true });
      const handles = (lane: Lane) => (item && !isExpired(item, now) ? handlesOf(item, lane) : []);
      return { live: handles("live"), bulk: handles("bulk") };
    },

    /** Each receive gives a message a new handle, so the first handle identifies the list. */
    async forget(appId, lane, [first]) {
      if (first === undefined) return;
      await table.update(
        keyOfParking(appId),
        `REMOVE #${lane}`,
        {},
        { condition: { expression: `#${lane}[0] = :first`, values: { ":first": text(first) } } },
      );
    },
  };
}

function handlesOf(item: Item, lane: Lane): string[] {
  return (item[lane]?.L ?? []).flatMap(({ S }) => (S === undefined ? [] : [S]));
}
