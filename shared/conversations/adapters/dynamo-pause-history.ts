import {
  expiryAfter,
  type Item,
  keyPart,
  number,
  numberOf,
  sortable,
  text,
  textOf,
} from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { PauseHistory } from "../application/ports/pause-history.ts";
import type { OperatorPause } from "../domain/pauses.ts";

/** As long as the journal keeps the messages that were decided under these pauses. */
const KEPT_DAYS = 90;

const partitionOf = (appId: string) => `pauses#${keyPart(appId)}`;

/** What operators decided about pauses, in the table `journal`: a row a word, by account and time. */
export function createDynamoPauseHistory(options: TableOptions): PauseHistory {
  const table = createTable(options);
  return {
    async note({ appId, conversationId, at, until }) {
      await table.put({
        pk: text(partitionOf(appId)),
        sk: text(`${sortable(at)}#${keyPart(conversationId)}`),
        conversationId: text(conversationId),
        at: number(at),
        until: number(until),
        expiresAt: expiryAfter(KEPT_DAYS, at),
      });
    },

    async between(appId, from, to) {
      const pages = table.pages({
        expression: "#pk = :pk AND #sk BETWEEN :from AND :to",
        values: { ":pk": text(partitionOf(appId)), ":from": text(sortable(from)), ":to": text(`${sortable(to)}~`) },
        ConsistentRead: true,
      });
      const pauses: OperatorPause[] = [];
      for await (const items of pages) pauses.push(...items.map((item) => pauseOf(appId, item)));
      return pauses;
    },
  };
}

function pauseOf(appId: string, item: Item): OperatorPause {
  const conversationId = textOf(item, "conversationId");
  return { appId, conversationId, at: numberOf(item, "at"), until: numberOf(item, "until") };
}
