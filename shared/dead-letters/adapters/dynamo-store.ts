import * as z from "zod";
import { INDEXES } from "../../names.ts";
import { expiryAfter, type Item, isExpired, number, text } from "../../platform/dynamodb/attributes.ts";
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import type { Condition } from "../../platform/dynamodb/expressions.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { absent, createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { DeadLetterFilter, DeadLetters } from "../application/ports/store.ts";
import { type DeadLetter, type DeadLetterState, deadLetterSchema, KEPT_DAYS_AFTER_END } from "../domain/letter.ts";

const { name: INDEX, partition: ATTENTION, sort: UPDATED } = INDEXES.journalByAttention;
const CURSOR = ["pk", "sk", ATTENTION, UPDATED];

/** Pages of the index that one list reads to fill its own. */
const MOST_PAGES = 20;
/** Pages of the index that are counted: a megabyte each, some 2,000 rows. */
const MOST_COUNTED = 20;

const bodySchema = z.string();
const partition = (id: string) => `dead-letter#${id}`;
const rowKey = (id: string) => ({ pk: partition(id), sk: "letter" });
const bodyKey = ({ id, round }: DeadLetter) => ({ pk: partition(id), sk: `body#${round}` });
const attentionOf = (state: DeadLetterState) => `dead-letter:${state}`;

/**
 * Dead letters in the table `journal`: a row and, beside it, the body of each round. Rows are on the index by attention
 * under their state. They have a TTL from their end on; open ones have none.
 */
export function createDynamoDeadLetters(options: TableOptions): DeadLetters {
  const table = createTable(options);

  async function* openPages() {
    const pages = table.pages({ IndexName: INDEX, ...inState("open"), ProjectionExpression: "#lane" });
    let read = 0;
    for await (const items of pages) {
      yield items;
      read += 1;
      if (read === MOST_COUNTED) return;
    }
  }

  return {
    async get(id, now) {
      const item = await table.get(rowKey(id), { consistent: true });
      return item && !isExpired(item, now) ? letterOf(item) : undefined;
    },

    async put(next, known, now) {
      const written = await table.put(itemOf(next), known ? unchanged(known) : absent(now));
      return written.done;
    },

    async putBody(letter, body) {
      const { pk, sk } = bodyKey(letter);
      await table.put({ pk: text(pk), sk: text(sk), body: packJson(body, "the body of a dead letter") });
    },

    async body(letter, now) {
      const item = await table.get(bodyKey(letter), { consistent: true });
      return item && !isExpired(item, now) ? unpackJson(item, "body", bodySchema) : undefined;
    },

    async endBody(letter, now) {
      const values = { ":expiresAt": expiryAfter(KEPT_DAYS_AFTER_END, now) };
      const condition = { expression: "attribute_exists(#pk)" };
      await table.update(bodyKey(letter), "SET #expiresAt = :expiresAt", values, { condition });
    },

    async list(filter, limit, cursor) {
      const found: Item[] = [];
      let from = fromCursor(cursor, CURSOR, { [ATTENTION]: attentionOf(filter.state) });
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const query = { IndexName: INDEX, ...filtered(filter), ScanIndexForward: false, Limit: limit, ...from };
        const { items, next } = await table.query(query);
        found.push(...items);
        const last = found[limit - 1];
        if (last && (found.length > limit || next)) return pageOf(found.slice(0, limit), last);
        if (!next) return pageOf(found, undefined);
        from = { ExclusiveStartKey: next };
      }
      return pageOf(found, from.ExclusiveStartKey);
    },

    async countOpen() {
      const counts = new Map<string, number>();
      for await (const items of openPages()) {
        for (const { lane } of items) counts.set(lane?.S ?? "?", (counts.get(lane?.S ?? "?") ?? 0) + 1);
      }
      return counts;
    },
  };
}

function itemOf(letter: DeadLetter) {
  const { id, lane, appId, state, lastAt, ended, revision } = letter;
  const { pk, sk } = rowKey(id);
  return {
    pk: text(pk),
    sk: text(sk),
    lane: text(lane),
    ...(appId === undefined ? {} : { appId: text(appId) }),
    [ATTENTION]: text(attentionOf(state)),
    [UPDATED]: text(new Date(ended?.at ?? lastAt).toISOString()),
    revision: number(revision),
    letter: packJson(letter, "a dead letter"),
    ...(ended ? { expiresAt: expiryAfter(KEPT_DAYS_AFTER_END, ended.at) } : {}),
  };
}

function letterOf(item: Item): DeadLetter {
  return unpackJson(item, "letter", deadLetterSchema);
}

function pageOf(items: readonly Item[], last: Item | undefined) {
  return { letters: items.map(letterOf), ...toCursor(last, CURSOR) };
}

function unchanged({ revision }: DeadLetter): Condition {
  return { expression: "#revision = :revision", values: { ":revision": number(revision) } };
}

function inState(state: DeadLetterState): Condition {
  return { expression: `#${ATTENTION} = :state`, values: { ":state": text(attentionOf(state)) } };
}

function filtered({ state, lane, appId }: DeadLetterFilter) {
  const { expression, values } = inState(state);
  const wanted = Object.entries({ lane, appId }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  if (wanted.length === 0) return { expression, ...(values ? { values } : {}) };
  return {
    expression,
    values: { ...values, ...Object.fromEntries(wanted.map(([name, value]) => [`:${name}`, text(value)])) },
    FilterExpression: wanted.map(([name]) => `#${name} = :${name}`).join(" AND "),
  };
}
