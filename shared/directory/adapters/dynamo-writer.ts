import { type Item, number, numberOf, text, textOf } from "../../platform/dynamodb/attributes.ts";
import type { Condition } from "../../platform/dynamodb/expressions.ts";
import { createTable, type Table, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { DirectoryWriter } from "../application/ports/writer.ts";
import type { Contact } from "../domain/directory.ts";
import {
  contactKey,
  contactRow,
  goneRow,
  groupKey,
  groupRow,
  membersKey,
  membersRow,
  partitionOf,
  type Row,
} from "./dynamo-rows.ts";

const FORGOTTEN_AT_ONCE = 100;

/** Writes the rows that `createDynamoDirectory` reads. */
export function createDynamoDirectoryWriter(options: TableOptions): DirectoryWriter {
  const table = createTable(options);

  /** False where newer knowledge is stored: it stays. */
  async function putRow(row: Row): Promise<boolean> {
    return (await table.put(row, notNewerThan(Number(row.asOf?.N)))).done;
  }

  return {
    async putContact(appId, contact) {
      await putRow(contactRow(appId, contact));
    },

    async putContacts(appId, contacts) {
      if (contacts.length === 0) return;
      const rows = contacts.map((contact: Contact) => contactRow(appId, contact));
      const before = await stored(table, appId, rows);
      const changed = rows.filter((row) => before.get(textOf(row, "sk"))?.contact?.S !== row.contact?.S);
      await Promise.all(changed.map(putRow));
    },

    async putGroup(appId, group, members) {
      const [known, before] = await Promise.all([
        table.get(groupKey(appId, group.id), { consistent: true }),
        table.get(membersKey(appId, group.id), { consistent: true }),
      ]);
      if (known && numberOf(known, "asOf") > group.updatedAt) return;
      // The members first: after a crash between the two the group counts as not refreshed.
      const row = membersRow(appId, group, members);
      if (!before || !sameMembers(before, row)) await putRow(row);
      await putRow(groupRow(appId, group));
    },

    async removeContact(appId, wxid, at) {
      await putRow(goneRow(contactKey(appId, wxid), at));
    },

    async removeGroup(appId, groupId, at) {
      // Members that did not change keep an old time: the group's own row decides.
      const removed = await putRow(goneRow(groupKey(appId, groupId), at));
      if (removed) await putRow(goneRow(membersKey(appId, groupId), at));
    },

    async forgetSome(appId) {
      const { items } = await table.query({
        expression: "#pk = :pk",
        values: { ":pk": text(partitionOf(appId)) },
        Limit: FORGOTTEN_AT_ONCE,
      });
      await Promise.all(items.map((item) => table.remove({ pk: textOf(item, "pk"), sk: textOf(item, "sk") })));
      return items.length > 0;
    },
  };
}

/** The stored rows of contacts by sort key: one query from the first to the last. */
async function stored(table: Pick<Table, "pages">, appId: string, rows: readonly Row[]): Promise<Map<string, Item>> {
  const keys = rows.map((row) => textOf(row, "sk")).sort();
  const found = new Map<string, Item>();
  const pages = table.pages({
    expression: "#pk = :pk AND #sk BETWEEN :first AND :last",
    values: { ":pk": text(partitionOf(appId)), ":first": text(keys[0] ?? ""), ":last": text(keys.at(-1) ?? "") },
  });
  for await (const items of pages) for (const item of items) found.set(textOf(item, "sk"), item);
  return found;
}

function notNewerThan(at: number): Condition {
  return { expression: "attribute_not_exists(#pk) OR #asOf <= :at", values: { ":at": number(at) } };
}

/** Compared as stored: the same members always pack into the same bytes. */
function sameMembers(before: Item, row: Row): boolean {
  if (before.members?.B && row.members?.B) return Buffer.compare(before.members.B, row.members.B) === 0;
  return before.members?.S !== undefined && before.members.S === row.members?.S;
}
