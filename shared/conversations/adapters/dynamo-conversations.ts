import { INDEXES } from "../../names.ts";
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
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Conversations } from "../application/ports/conversations.ts";
import { type Mute, muteSchema, type Session, type SessionKey, sessionSchema } from "../domain/conversation.ts";

/**
 * A row stays so long after its last change, days. Sessions and pauses end after 30 at most, and a queue with its
 * dead-letter queue keeps a message for 28: what comes back from there still finds the revision that it is older than.
 */
const KEPT_DAYS = 45;

const WHOLE = "conversation";
const MEMBER = "member#";
const MOST_ROWS = 100;

const { name: INDEX, partition: MUTED_BY, sort: MUTE_ENDS } = INDEXES.stateByMute;
const INDEX_KEY = ["pk", "sk", MUTED_BY, MUTE_ENDS];
/** Rows of the index that one call reads, and calls that one page makes, where most of the rows are of other accounts. */
const ROWS_AT_ONCE = 200;
const MOST_CALLS = 10;

const partitionOf = (appId: string, conversationId: string) => `talk#${keyPart(appId)}#${keyPart(conversationId)}`;

function keyOfRow(appId: string, { conversationId, member }: SessionKey) {
  return {
    pk: partitionOf(appId, conversationId),
    sk: member === undefined ? WHOLE : `${MEMBER}${keyPart(member)}`,
  };
}

/**
 * Sessions and pauses in the table `state`: a row a conversation, which in a private chat holds the session too, and a
 * row for each member's session in a group.
 */
export function createDynamoConversations(options: TableOptions): Conversations {
  const table = createTable(options);

  async function putMute(appId: string, conversationId: string, mute: Mute, now: number, condition: string) {
    const values = {
      ":by": text(mute.by),
      ":at": number(mute.at),
      ":until": number(mute.until),
      ":note": text(mute.note ?? ""),
      ":appId": text(appId),
      ":conversationId": text(conversationId),
      ":expiresAt": expiryAfter(KEPT_DAYS, now),
    };
    // Without the end the row is not in the index: a release takes it out.
    const ends =
      mute.until > 0 ? { set: `, #${MUTE_ENDS} = :ends`, values: { ":ends": text(sortable(mute.until)) } } : undefined;
    await table.update(
      keyOfRow(appId, { conversationId }),
      `SET #${MUTED_BY} = :by, #mutedAt = :at, #mutedUntil = :until, #muteNote = :note, #appId = :appId, ` +
        `#conversationId = :conversationId, #expiresAt = :expiresAt${ends ? ends.set : ` REMOVE #${MUTE_ENDS}`}`,
      { ...values, ...ends?.values },
      { condition: { expression: `attribute_not_exists(#mutedAt) OR ${condition}` } },
    );
  }

  return {
    async read(appId, key) {
      const item = (await table.get(keyOfRow(appId, key), { consistent: true })) ?? {};
      return { revision: revisionOf(item), session: sessionOf(item), mute: muteOf(item) };
    },

    async view(appId, conversationId, now) {
      const { items } = await table.query({
        expression: "#pk = :pk",
        values: { ":pk": text(partitionOf(appId, conversationId)) },
        ConsistentRead: true,
        Limit: MOST_ROWS,
      });
      const mute = items.map(muteOf).find((found) => found !== undefined && found.until > now);
      const sessions = items.flatMap((item) => {
        const session = sessionOf(item);
        return session && session.until > now ? [{ ...session, ...memberOf(item) }] : [];
      });
      return { mute, sessions };
    },

    async change(appId, { key, revision, session }, now) {
      const isFirst = revision === 0;
      const written = await table.update(
        keyOfRow(appId, key),
        "SET #revision = :next, #session = :session, #member = :member, #expiresAt = :expiresAt",
        {
          ":next": number(revision + 1),
          ":session": packJson(session ?? null, "a session"),
          ":member": text(key.member ?? ""),
          ":expiresAt": expiryAfter(KEPT_DAYS, now),
        },
        {
          condition: isFirst
            ? { expression: "attribute_not_exists(#revision)" }
            : { expression: "#revision = :revision", values: { ":revision": number(revision) } },
        },
      );
      return written.done;
    },

    mute: (appId, conversationId, mute, now) =>
      putMute(
        appId,
        conversationId,
        mute,
        now,
        mute.by === "operator" ? "#mutedAt <= :at" : "(#mutedAt < :at AND #mutedUntil < :until)",
      ),

    release: (appId, conversationId, now) =>
      putMute(appId, conversationId, { by: "operator", at: now, until: 0 }, now, "#mutedAt <= :at"),

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
        conversations: items.flatMap(mutedOf),
        ...toCursor(found.length > limit ? items.at(-1) : start, INDEX_KEY),
      };
    },
  };
}

/** A row that is only about the pause has none. */
function revisionOf(item: Item): number {
  return item.revision ? numberOf(item, "revision") : 0;
}

/** A session that was ended leaves its revision, and `null`. */
function sessionOf(item: Item): Session | undefined {
  return item.session ? (unpackJson(item, "session", sessionSchema.nullable()) ?? undefined) : undefined;
}

function muteOf(item: Item): Mute | undefined {
  if (!item.mutedAt) return undefined;
  const note = item.muteNote?.S;
  return muteSchema.parse({
    by: item.mutedBy?.S,
    at: numberOf(item, "mutedAt"),
    until: numberOf(item, "mutedUntil"),
    ...(note ? { note } : {}),
  });
}

function memberOf(item: Item): { member?: string } {
  const member = item.member?.S;
  return member ? { member } : {};
}

function mutedOf(item: Item) {
  const mute = muteOf(item);
  return mute ? [{ appId: textOf(item, "appId"), conversationId: textOf(item, "conversationId"), mute }] : [];
}
