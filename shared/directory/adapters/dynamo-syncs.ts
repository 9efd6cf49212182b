import { type Item, keyOf, number, numberOf, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { DirectorySyncs } from "../application/ports/syncs.ts";
import type { DirectorySync } from "../domain/directory.ts";
import { syncKey } from "./dynamo-rows.ts";

/** Syncs in the table `journal`: one row an account, beside its views. */
export function createDynamoDirectorySyncs(options: TableOptions): DirectorySyncs {
  const table = createTable(options);
  return {
    async sync(appId) {
      const item = await table.get(syncKey(appId), { consistent: true });
      return item && syncOf(item);
    },

    async beginSync(appId, request, now, notSince) {
      const row = { ...keyOf(syncKey(appId)), request: text(request), startedAt: number(now) };
      const written = await table.put(row, {
        expression: "attribute_not_exists(#pk) OR #startedAt <= :notSince",
        values: { ":notSince": number(notSince) },
      });
      if (written.done) return { request, startedAt: now };
      return written.item?.request?.S === request ? syncOf(written.item) : undefined;
    },

    async countSync(appId, startedAt, contacts, groups) {
      const values = { ":contacts": number(contacts), ":groups": number(groups) };
      await table.update(syncKey(appId), "SET #contacts = :contacts, #groups = :groups", values, {
        condition: { expression: "#startedAt = :startedAt", values: { ":startedAt": number(startedAt) } },
      });
    },

    async giveUpSync(appId) {
      await table.remove(syncKey(appId));
    },
  };
}

function syncOf(item: Item): DirectorySync {
  return {
    request: textOf(item, "request"),
    startedAt: numberOf(item, "startedAt"),
    ...(item.contacts ? { contacts: numberOf(item, "contacts"), groups: numberOf(item, "groups") } : {}),
  };
}
