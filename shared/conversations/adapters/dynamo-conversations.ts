import { expiryAfter, type Item, type Key, number, text } from "../../platform/dynamodb/attributes.ts";
import { packJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type Signing, type TableOptions } from "../../platform/dynamodb/table.ts";
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

  /** Writes what follows on a revision; 0: the first one, and mostly there is no row yet. */
  function follow(key: Key, set: Item, revision: Readonly<Record<string, number>>, signing: Signing = {}) {
    const [[name = "", before = 0] = []] = Object.entries(revision);
    if (before === 0) return table.joined.begin(key, set, { expression: `attribute_not_exists(#${name})` }, signing);
    return table.joined.update(key, { set, where: { [name]: number(before) } }, signing);
  }

  return {
    ...createDynamoMutes(table),

    async read(appId, key) {
      const item = (await table.joined.get(keyOfRow(appId, key))) ?? {};
      return { revision: revisionOf(item), session: sessionOf(item), mute: muteOf(item), ...answersOf(item) };
    },

    async noteAnswers(appId, { conversationId, revision, times }, now) {
      const set = {
        answers: packJson(times, "the answers of a conversation"),
        answersRevision: number(revision + 1),
        expiresAt: expiryAfter(KEPT_DAYS, now),
      };
      await follow(keyOfRow(appId, { conversationId }), set, { answersRevision: revision });
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
      const set = {
        revision: number(revision + 1),
        session: packJson(session ?? null, "a session"),
        member: text(key.member ?? ""),
        expiresAt: expiryAfter(KEPT_DAYS, now),
      };
      const written = await follow(keyOfRow(appId, key), set, { revision }, { signed: true });
      return written.done;
    },
  };
}
