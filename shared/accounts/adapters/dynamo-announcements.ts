import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Announcements } from "../application/ports/announcements.ts";
import { accountKey, untoldSet } from "./dynamo-item.ts";

/** Announcements in the table `config`: a set of strings in each account's item. */
export function createDynamoAnnouncements(options: TableOptions): Announcements {
  const table = createTable(options);
  return {
    async markTold(appId, announcements) {
      if (announcements.length === 0) return;
      await table.update(
        accountKey(appId),
        "DELETE #untold :told",
        { ":told": untoldSet(announcements) },
        { condition: { expression: "attribute_exists(#pk)" } },
      );
    },
  };
}
