import { AppError } from "../../kernel/domain/errors.ts";
import { type Item, type Key, keyOf, number, numberOf, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import { type Condition, createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Directory } from "../application/ports/directory.ts";
import type { Contact } from "../domain/directory.ts";
import {
  CONTACT,
  contactKey,
  contactOf,
  contactRow,
  GROUP,
  goneRow,
  groupKey,
  groupOf,
  groupRow,
  membersKey,
  membersOf,
  membersRow,
  partitionOf,
  type Row,
  standing,
  syncKey,
} from "./dynamo-rows.ts";

const CURSOR = ["pk", "sk"];
/** Rows read at a time where only some of them are wanted. */
const READ_AHEAD = 200;
const FORGOTTEN_AT_ONCE = 100;

/**
 * The views in the table `journal`, in one partition per account: a row a contact, and for each group one small row and
 * one with all its members, so that a list of groups and the names in a group are one read each. The rows have no TTL:
 * they live as long as what they tell.
 */
export function createDynamoDirectory(options: TableOptions): Directory {
  const table = createTable(options);

  /** Newer knowledge stays: then false. */
  async function putRow(row: Row): Promise<boolean> {
    return (await table.put(row, notNewerThan(Number(row.asOf?.N)))).done;
  }

  const remove = (key: Key, at: number): Promise<boolean> => putRow(goneRow(key, at));

  /** A page of the rows under a prefix that pass a filter; reads on until the page is full or nothing is left. */
  async function page(appId: string, prefix: string, limit: number, cursor: string | undefined, filter?: Condition) {
    const pk = partitionOf(appId);
    const items: Item[] = [];
    let from = startOf(pk, prefix, cursor);
    do {
      const read = await table.query({
        expression: "#pk = :pk AND begins_with(#sk, :prefix)",
        values: { ":pk": text(pk), ":prefix": text(prefix), ...filter?.values },
        FilterExpression: ["attribute_not_exists(#gone)", ...(filter ? [filter.expression] : [])].join(" AND "),
        Limit: Math.max(limit + 1 - items.length, READ_AHEAD),
        ...(from ? { ExclusiveStartKey: from } : {}),
      });
      items.push(...read.items);
      from = read.next;
    } while (from && items.length <= limit);
    const last = items[limit - 1];
    return { items: items.slice(0, limit), ...(items.length > limit && last ? toCursor(last, CURSOR) : {}) };
  }

  /** The stored rows of contacts by sort key: one query from the first to the last. */
  async function stored(appId: string, rows: readonly Row[]): Promise<Map<string, Item>> {
    const keys = rows.map((row) => textOf(row, "sk")).sort();
    const found = new Map<string, Item>();
    const pages = table.pages({
      expression: "#pk = :pk AND #sk BETWEEN :first AND :last",
      values: { ":pk": text(partitionOf(appId)), ":first": text(keys[0] ?? ""), ":last": text(keys.at(-1) ?? "") },
    });
    for await (const items of pages) for (const item of items) found.set(textOf(item, "sk"), item);
    return found;
  }

  return {
    async contact(appId, wxid) {
      const item = standing(await table.get(contactKey(appId, wxid), { consistent: false }));
      return item && contactOf(item);
    },

    async contacts(appId, kind, limit, cursor) {
      const filter = kind && { expression: "#kind = :kind", values: { ":kind": text(kind) } };
      const { items, ...next } = await page(appId, CONTACT, limit, cursor, filter);
      return { contacts: items.map(contactOf), ...next };
    },

    async group(appId, groupId) {
      const item = standing(await table.get(groupKey(appId, groupId), { consistent: false }));
      return item && groupOf(item);
    },

    async groups(appId, limit, cursor) {
      const { items, ...next } = await page(appId, GROUP, limit, cursor);
      return { groups: items.map(groupOf), ...next };
    },

    async members(appId, groupId) {
      const item = standing(await table.get(membersKey(appId, groupId), { consistent: false }));
      return item ? membersOf(item) : [];
    },

    async putContact(appId, contact) {
      await putRow(contactRow(appId, contact));
    },

    async putContacts(appId, contacts) {
      if (contacts.length === 0) return;
      const rows = contacts.map((contact: Contact) => contactRow(appId, contact));
      const before = await stored(appId, rows);
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
      await remove(contactKey(appId, wxid), at);
    },

    async removeGroup(appId, groupId, at) {
      // Members that did not change keep an old time: the group's own row decides.
      if (await remove(groupKey(appId, groupId), at)) await remove(membersKey(appId, groupId), at);
    },

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

/** A cursor's key; throws `invalid-input` for a cursor of another list. */
function startOf(pk: string, prefix: string, cursor: string | undefined): Item | undefined {
  const from = fromCursor(cursor, CURSOR, { pk }).ExclusiveStartKey;
  if (from && !textOf(from, "sk").startsWith(prefix)) {
    throw new AppError("invalid-input", "the cursor is not one that this list gave");
  }
  return from;
}

function notNewerThan(at: number): Condition {
  return { expression: "attribute_not_exists(#pk) OR #asOf <= :at", values: { ":at": number(at) } };
}

/** Compared as stored: the same members always pack into the same bytes. */
function sameMembers(before: Item, row: Row): boolean {
  if (before.members?.B && row.members?.B) return Buffer.compare(before.members.B, row.members.B) === 0;
  return before.members?.S !== undefined && before.members.S === row.members?.S;
}

function syncOf(item: Item) {
  return {
    request: textOf(item, "request"),
    startedAt: numberOf(item, "startedAt"),
    ...(item.contacts ? { contacts: numberOf(item, "contacts"), groups: numberOf(item, "groups") } : {}),
  };
}
