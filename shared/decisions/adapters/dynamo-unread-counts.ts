import * as z from "zod";
import { unknownReasons } from "../../messages/domain/inbound-message.ts";
import { expiryAfter, flag, number, numberOf, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { UnreadCounts } from "../application/ports/unread-counts.ts";

const sampleSchema = z.object({
  appId: z.string(),
  envelopeId: z.string(),
  reason: z.enum(unknownReasons),
  raw: z.string(),
});

const keyOf = (slot: number) => ({ pk: `unread#${slot}`, sk: "count" });

/** Messages without a kind, counted in the table `state`: one item for five minutes, kept for a day. */
export function createDynamoUnreadCounts(options: TableOptions): UnreadCounts {
  const table = createTable(options);
  return {
    async add(slot, { read, unread, sample }, now) {
      const keep = sample ? ", #sample = if_not_exists(#sample, :sample)" : "";
      const written = await table.update(
        keyOf(slot),
        `ADD #read :read, #unread :unread SET #expiresAt = :expiresAt${keep}`,
        {
          ":read": number(read),
          ":unread": number(unread),
          ":expiresAt": expiryAfter(1, now),
          ...(sample ? { ":sample": text(JSON.stringify(sample)) } : {}),
        },
        { returns: "ALL_NEW" },
      );
      const item = (written.done && written.attributes) || {};
      const kept = item.sample === undefined ? undefined : sampleSchema.parse(JSON.parse(textOf(item, "sample")));
      return {
        read: numberOf(item, "read"),
        unread: numberOf(item, "unread"),
        told: item.told?.BOOL === true,
        ...(kept ? { sample: kept } : {}),
      };
    },

    async markTold(slot) {
      await table.update(keyOf(slot), "SET #told = :told", { ":told": flag(true) });
    },
  };
}
