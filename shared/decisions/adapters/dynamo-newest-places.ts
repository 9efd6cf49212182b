import { INDEXES } from "../../names.ts";
import { type Item, text, textOf } from "../../platform/dynamodb/attributes.ts";
import type { Table } from "../../platform/dynamodb/table.ts";
import type { JournalPlace, MessageHistory } from "../application/ports/journal.ts";
import { wordOfKey } from "./dynamo-journal-key.ts";

const { name: INDEX, partition: ACCOUNT, sort: ORDER } = INDEXES.journalByAccount;

/** Accounts that are asked at a time. */
const SIDE_BY_SIDE = 16;

/**
 * Keys that an account is asked for at least: most pages of keys are far smaller than the 4 KB that are billed anyway.
 */
const LEAST = 20;

/** What was read of an account so far, newest first. `isOpen`: older messages are left to be read, from `next` on. */
type AccountStream = {
  readonly appId: string;
  readonly places: JournalPlace[];
  next: Item | undefined;
  isOpen: boolean;
};

/**
 * Reads the newest places of several accounts together by the index of what accounts received: a page of each account
 * first, then further pages of those accounts only whose older messages may belong among the newest.
 */
export function createReadNewestPlaces(table: Table): MessageHistory["newest"] {
  async function readPage(stream: AccountStream, limit: number, upTo: string | undefined): Promise<void> {
    const { appId, places, next } = stream;
    const page = await table.query({
      IndexName: INDEX,
      expression: `#${ACCOUNT} = :account${upTo === undefined ? "" : ` AND #${ORDER} <= :upTo`}`,
      values: { ":account": text(appId), ...(upTo === undefined ? {} : { ":upTo": text(upTo) }) },
      ScanIndexForward: false,
      Limit: limit,
      ...(next ? { ExclusiveStartKey: next } : {}),
    });
    places.push(...page.items.map((item) => placeOf(appId, item)));
    stream.next = page.next;
    stream.isOpen = page.next !== undefined;
  }

  return async (appIds, limit, upTo) => {
    const streams = appIds.map((appId): AccountStream => ({ appId, places: [], next: undefined, isOpen: true }));
    let pageSize = Math.min(limit, Math.max(LEAST, Math.ceil((2 * limit) / Math.max(1, appIds.length))));
    for (;;) {
      const found = streams.flatMap(({ places }) => places).sort(newestFirst);
      const oldest = found[limit - 1]?.order ?? "";
      // Where all messages read of an account are among the newest, those of its next page may be too.
      const short = streams.filter(({ isOpen, places }) => isOpen && (places.at(-1)?.order ?? "~") > oldest);
      if (short.length === 0) return found.slice(0, limit).reverse();
      for (let from = 0; from < short.length; from += SIDE_BY_SIDE) {
        await Promise.all(short.slice(from, from + SIDE_BY_SIDE).map((stream) => readPage(stream, pageSize, upTo)));
      }
      pageSize = Math.min(limit, 2 * pageSize);
    }
  };
}

const newestFirst = (a: JournalPlace, b: JournalPlace) => (a.order < b.order ? 1 : -1);

function placeOf(appId: string, item: Item): JournalPlace {
  return { appId, order: textOf(item, ORDER), key: wordOfKey(item) };
}
