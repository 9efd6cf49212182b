import { keyTimeOf } from "../../messages/domain/dedup-key.ts";
import { inboundMessageSchema } from "../../messages/domain/inbound-message.ts";
import { type Item, isExpired, numberOf, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { batchGet } from "../../platform/dynamodb/batch-get.ts";
import { unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { JournaledMessage, JournalPlace, MessageHistory } from "../application/ports/journal.ts";
import { decisionSchema } from "../domain/decision.ts";
import { conversationPartition, keyOfWord, timePrefix, wordOfKey } from "./dynamo-journal-key.ts";
import { createReadNewestPlaces } from "./dynamo-newest-places.ts";
import { isReceived, ROWS_A_READ } from "./dynamo-received.ts";

/**
 * The journal's table read by the index of what accounts received. The index holds keys alone, so that it costs one
 * write unit a message; the messages are then read by their keys.
 */
export function createDynamoMessageHistory(options: TableOptions): MessageHistory {
  const table = createTable(options);
  return {
    newest: createReadNewestPlaces(table),

    async read(places, now) {
      if (places.length === 0) return [];
      const keys = places.map(({ key }) => keyOfWord(key));
      const { [options.table]: items = [] } = await batchGet(options.client, { [options.table]: keys });
      const byKey = new Map(items.map((item) => [wordOfKey(item), item]));
      return places.flatMap((place) => {
        const item = byKey.get(place.key);
        return item && !isExpired(item, now) ? [journaledMessageOf(place, item)] : [];
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
        Limit: ROWS_A_READ,
      });
      for await (const items of pages) {
        if (items.some((item) => isEarlier(item, { envelopeId, at }) && isReceived(item, envelopeId, now))) return true;
      }
      return false;
    },
  };
}

/** Of two that were received in the same millisecond, the one with the smaller envelope id is the earlier one. */
function isEarlier(item: Item, { envelopeId, at }: { readonly envelopeId: string; readonly at: number }): boolean {
  const receivedAt = numberOf(item, "receivedAt");
  return receivedAt < at || (receivedAt === at && textOf(item, "envelopeId") < envelopeId);
}

function journaledMessageOf(place: JournalPlace, item: Item): JournaledMessage {
  const about = {
    place,
    envelopeId: textOf(item, "envelopeId"),
    receivedAt: numberOf(item, "receivedAt"),
    decision: unpackJson(item, "decision", decisionSchema),
    ...decidedOf(item),
  };
  if (item.bodyKey) return { ...about, body: { key: textOf(item, "bodyKey"), bytes: numberOf(item, "bodyBytes") } };
  return item.omitted ? about : { ...about, message: unpackJson(item, "message", inboundMessageSchema) };
}

/** Nothing in rows from before it was kept. */
function decidedOf(item: Item): Pick<JournaledMessage, "decided"> {
  if (!item.decidedAt) return {};
  return { decided: { at: numberOf(item, "decidedAt"), routingVersion: numberOf(item, "routingVersion") } };
}
