import * as z from "zod";
import { keyTimeOf } from "../../messages/domain/dedup-key.ts";
import { inboundMessageSchema } from "../../messages/domain/inbound-message.ts";
import { INDEXES } from "../../names.ts";
import { type Item, isExpired, numberOf, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { batchGet, createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { JournaledMessage, JournalPlace, MessageHistory } from "../application/ports/journal.ts";
import { decisionSchema } from "../domain/decision.ts";
import { isHeard } from "./dynamo-journal.ts";
import { conversationPartition, timePrefix } from "./dynamo-journal-key.ts";

const { name: INDEX, partition: ACCOUNT, sort: ORDER } = INDEXES.journalByAccount;

/** Accounts that are asked at a time. */
const SIDE_BY_SIDE = 16;

/** The least that an account is asked for: most pages of keys are far smaller than the 4 KB that are billed anyway. */
const LEAST = 20;

/** Rows of a conversation that are read at a time: usually one of the first was received. */
const LOOKED_AT = 20;

/** What is known of an account so far, newest first. */
type Stream = { readonly appId: string; readonly places: JournalPlace[]; next: Item | undefined; isOpen: boolean };

/**
 * The journal's table read by the index of what accounts received. It holds keys alone, so that it costs one write unit a
 * message; the messages are then read by their keys.
 */
export function createDynamoMessageHistory(options: TableOptions): MessageHistory {
  const table = createTable(options);

  async function readOn(stream: Stream, limit: number, upTo: string | undefined): Promise<void> {
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

  return {
    async newest(appIds, limit, upTo) {
      const streams = appIds.map((appId): Stream => ({ appId, places: [], next: undefined, isOpen: true }));
      let pageSize = Math.min(limit, Math.max(LEAST, Math.ceil((2 * limit) / Math.max(1, appIds.length))));
      for (;;) {
        const found = streams.flatMap(({ places }) => places).sort(newestFirst);
        const oldest = found[limit - 1]?.order ?? "";
        // An account may have more that belongs here where all that is known of it does.
        const short = streams.filter(({ isOpen, places }) => isOpen && (places.at(-1)?.order ?? "~") > oldest);
        if (short.length === 0) return found.slice(0, limit).reverse();
        for (let from = 0; from < short.length; from += SIDE_BY_SIDE) {
          await Promise.all(short.slice(from, from + SIDE_BY_SIDE).map((stream) => readOn(stream, pageSize, upTo)));
        }
        pageSize = Math.min(limit, 2 * pageSize);
      }
    },

    async read(places, now) {
      if (places.length === 0) return [];
      const keys = places.map(({ key }) => keyIn(key));
      const { [options.table]: items = [] } = await batchGet(options.client, { [options.table]: keys });
      const byKey = new Map(items.map((item) => [keyOf(item), item]));
      return places.flatMap((place) => {
        const item = byKey.get(place.key);
        return item && !isExpired(item, now) ? [heardOf(place, item)] : [];
      });
    },

    async heardBefore(message, { envelopeId, at }, now) {
      const pages = table.pages({
        expression: "#pk = :pk AND #sk BETWEEN :first AND :last",
        values: {
          ":pk": text(conversationPartition(message.appId, message.conversationId)),
          ":first": text(timePrefix(0)),
          ":last": text(`${timePrefix(keyTimeOf(message))}~`),
        },
        Limit: LOOKED_AT,
      });
      for await (const items of pages) {
        if (items.some((item) => isEarlier(item, { envelopeId, at }) && isHeard(item, envelopeId, now))) return true;
      }
      return false;
    },
  };
}

/** Of two that were received in the same millisecond, the one that is listed first. */
function isEarlier(item: Item, { envelopeId, at }: { readonly envelopeId: string; readonly at: number }): boolean {
  const receivedAt = numberOf(item, "receivedAt");
  return receivedAt < at || (receivedAt === at && textOf(item, "envelopeId") < envelopeId);
}

const newestFirst = (a: JournalPlace, b: JournalPlace) => (a.order < b.order ? 1 : -1);

function placeOf(appId: string, item: Item): JournalPlace {
  return { appId, order: textOf(item, ORDER), key: keyOf(item) };
}

function keyOf(item: Item): string {
  return JSON.stringify([textOf(item, "pk"), textOf(item, "sk")]);
}

const keySchema = z.tuple([z.string(), z.string()]);

function keyIn(key: string): { pk: string; sk: string } {
  const [pk, sk] = keySchema.parse(JSON.parse(key));
  return { pk, sk };
}

function heardOf(place: JournalPlace, item: Item): JournaledMessage {
  const about = {
    place,
    envelopeId: textOf(item, "envelopeId"),
    receivedAt: numberOf(item, "receivedAt"),
    decision: unpackJson(item, "decision", decisionSchema),
  };
  if (item.bodyKey) return { ...about, body: { key: textOf(item, "bodyKey"), bytes: numberOf(item, "bodyBytes") } };
  return item.omitted ? about : { ...about, message: unpackJson(item, "message", inboundMessageSchema) };
}
