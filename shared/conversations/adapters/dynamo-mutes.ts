import { INDEXES } from "../../names.ts";
import { expiryAfter, type Item, number, sortable, text } from "../../platform/dynamodb/attributes.ts";
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import type { Table } from "../../platform/dynamodb/table.ts";
import type { Conversations } from "../application/ports/conversations.ts";
import type { Mute } from "../domain/conversation.ts";
import { KEPT_DAYS, keyOfRow, mutedConversationOf } from "./dynamo-row.ts";

const { name: INDEX, partition: MUTED_BY, sort: MUTE_ENDS } = INDEXES.stateByMute;
const INDEX_KEY = ["pk", "sk", MUTED_BY, MUTE_ENDS];
/**
 * Rows of the index that one call reads, and calls that one page makes, where most of the rows are of other accounts.
 */
const ROWS_AT_ONCE = 200;
const MOST_CALLS = 10;

/** Pauses of automation, in the rows of their conversations. */
export function createDynamoMutes(table: Table): Pick<Conversations, "mute" | "release" | "muted"> {
  async function put(appId: string, conversationId: string, mute: Mute, now: number, condition: string) {
    const values = {
      ":by": text(mute.by),
      ":at": number(mute.at),
      ":until": number(mute.until),
      ":note": text(mute.note ?? ""),
      ":braked": { BOOL: mute.braked ?? false },
      ":appId": text(appId),
      ":conversationId": text(conversationId),
      ":expiresAt": expiryAfter(KEPT_DAYS, now),
    };
    // A row without an end is not in the index, so that a release takes it out.
    const ends =
      mute.until > 0 ? { set: `, #${MUTE_ENDS} = :ends`, values: { ":ends": text(sortable(mute.until)) } } : undefined;
    await table.update(
      keyOfRow(appId, { conversationId }),
      `SET #${MUTED_BY} = :by, #mutedAt = :at, #mutedUntil = :until, #muteNote = :note, #muteBraked = :braked, #appId = :appId, ` +
        `#conversationId = :conversationId, #expiresAt = :expiresAt${ends ? ends.set : ` REMOVE #${MUTE_ENDS}`}`,
      { ...values, ...ends?.values },
      { condition: { expression: `attribute_not_exists(#mutedAt) OR ${condition}` } },
    );
  }

  return {
    mute(appId, conversationId, mute, now) {
      const condition = mute.by === "operator" ? "#mutedAt <= :at" : "(#mutedAt < :at AND #mutedUntil < :until)";
      return put(appId, conversationId, mute, now, condition);
    },

    release: (appId, conversationId, now) =>
      put(appId, conversationId, { by: "operator", at: now, until: 0 }, now, "#mutedAt <= :at"),

    async muted({ by, appId }, now, limit, cursor) {
      const found: Item[] = [];
      let start = fromCursor(cursor, INDEX_KEY, { [MUTED_BY]: by }).ExclusiveStartKey;
      for (let call = 0; call < MOST_CALLS && found.length <= limit; call++) {
        const page = await table.query({
          IndexName: INDEX,
          expression: `#${MUTED_BY} = :by AND #${MUTE_ENDS} > :now`,
          values: {
            ":by": text(by),
            ":now": text(sortable(now)),
            ...(appId === undefined ? {} : { ":appId": text(appId) }),
          },
          Limit: ROWS_AT_ONCE,
          ...(appId === undefined ? {} : { FilterExpression: "#appId = :appId" }),
          ...(start ? { ExclusiveStartKey: start } : {}),
        });
        found.push(...page.items);
        start = page.next;
        if (!start) break;
      }
      const items = found.slice(0, limit);
      return {
        conversations: items.flatMap((item) => mutedConversationOf(item) ?? []),
        ...toCursor(found.length > limit ? items.at(-1) : start, INDEX_KEY),
      };
    },
  };
}
