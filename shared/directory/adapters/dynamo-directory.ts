import { AppError } from "../../kernel/domain/errors.ts";
import { type Item, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import type { Condition } from "../../platform/dynamodb/expressions.ts";
import { createTable, type Table, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Directory } from "../application/ports/directory.ts";
import {
  CONTACT,
  contactKey,
  contactOf,
  GROUP,
  groupKey,
  groupOf,
  membersKey,
  membersOf,
  partitionOf,
  unlessGone,
} from "./dynamo-rows.ts";

const CURSOR = ["pk", "sk"];
/** Rows read at a time where only some of them are wanted. */
const READ_AHEAD = 200;

/**
 * The views in the table `journal`, in one partition per account: a row a contact, and for each group one small row and
 * one with all its members, so that a list of groups and the names in a group are one read each. The rows have no TTL:
 * they live as long as what they tell.
 */
export function createDynamoDirectory(options: TableOptions): Directory {
  const table = createTable(options);
  return {
    async contact(appId, wxid) {
      const item = unlessGone(await table.get(contactKey(appId, wxid), { consistent: false }));
      return item && contactOf(item);
    },

    async contacts(appId, kind, limit, cursor) {
      const filter = kind && { expression: "#kind = :kind", values: { ":kind": text(kind) } };
      const { items, ...next } = await page(table, { appId, prefix: CONTACT, limit, cursor, filter });
      return { contacts: items.map(contactOf), ...next };
    },

    async group(appId, groupId) {
      const item = unlessGone(await table.get(groupKey(appId, groupId), { consistent: false }));
      return item && groupOf(item);
    },

    async groups(appId, limit, cursor) {
      const { items, ...next } = await page(table, { appId, prefix: GROUP, limit, cursor });
      return { groups: items.map(groupOf), ...next };
    },

    async members(appId, groupId) {
      const item = unlessGone(await table.get(membersKey(appId, groupId), { consistent: false }));
      return item ? membersOf(item) : [];
    },
  };
}

type WantedPage = {
  readonly appId: string;
  readonly prefix: string;
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly filter?: Condition | undefined;
};

/** A page of the rows under a prefix that pass a filter; reads on until the page is full or nothing is left. */
async function page(table: Pick<Table, "query">, { appId, prefix, limit, cursor, filter }: WantedPage) {
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

/** A cursor's key; throws `invalid-input` for a cursor of another list. */
function startOf(pk: string, prefix: string, cursor: string | undefined): Item | undefined {
  const from = fromCursor(cursor, CURSOR, { pk }).ExclusiveStartKey;
  if (from && !textOf(from, "sk").startsWith(prefix)) {
    throw new AppError("invalid-input", "the cursor is not one that this list gave");
  }
  return from;
}
