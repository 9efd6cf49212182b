import { expiryAfter, number, text } from "../../platform/dynamodb/attributes.ts";
import { packJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Conversations } from "../application/ports/conversations.ts";
import { createDynamoMutes } from "./dynamo-mutes.ts";
import { answersOf, KEPT_DAYS, keyOfRow, memberOf, muteOf, partitionOf, revisionOf, sessionOf } from "./dynamo-row.ts";

/** Rows of a conversation that one view reads. */
const MOST_ROWS = 100;

/**
 * Sessions and pauses in the table `state`: a row a conversation, which in a private chat holds the session too, and a
 * row for each member's session in a group.
 */
export function createDynamoConversations(options: TableOptions): Conversations {
  const table = createTable(options);
  return {
    ...createDynamoMutes(table),

    async read(appId, key) {
      const item = (await table.get(keyOfRow(appId, key), { consistent: true })) ?? {};
      return { revision: revisionOf(item), session: sessionOf(item), mute: muteOf(item), ...answersOf(item) };
    },

    async noteAnswers(appId, { conversationId, revision, times }, now) {
      await table.update(
        keyOfRow(appId, { conversationId }),
        "SET #answers = :times, #answersRevision = :next, #expiresAt = :expiresAt",
        {
          ":times": packJson(times, "the answers of a conversation"),
          ":next": number(revision + 1),
          ":expiresAt": expiryAfter(KEPT_DAYS, now),
        },
        {
          condition:
            revision === 0
              ? { expression: "attribute_not_exists(#answersRevision)" }
              : { expression: "#answersRevision = :revision", values: { ":revision": number(revision) } },
        },
      );
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
          signed: true,
        },
      );
      return written.done;
    },
  };
}
