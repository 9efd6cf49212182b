import { expiryAfter, type Item, type Key, number, text } from "../../platform/dynamodb/attributes.ts";
import { packJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type Signing, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Written } from "../../platform/dynamodb/written.ts";
import type { Conversations } from "../application/ports/conversations.ts";
import type { AnswersChange } from "../domain/brake.ts";
import type { SessionChange } from "../domain/conversation.ts";
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

  /** Writes what follows on revisions, either all 0 or all above; 0: the first one, mostly of a new row. */
  function follow(key: Key, set: Item, revisions: Revisions, signing: Signing = {}): Promise<Written> {
    const before = Object.entries(revisions);
    if (before.every(([, revision]) => revision === 0)) {
      const expression = before.map(([name]) => `attribute_not_exists(#${name})`).join(" AND ");
      return table.joined.begin(key, set, { expression }, signing);
    }
    const where = Object.fromEntries(before.map(([name, revision]) => [name, number(revision)]));
    return table.joined.update(key, { set, where }, signing);
  }

  const noteAnswers: Conversations["noteAnswers"] = async (appId, answers, now) => {
    const { conversationId, revision } = answers;
    await follow(keyOfRow(appId, { conversationId }), answersRow(answers, now), { answersRevision: revision });
  };

  async function changeSession(appId: string, change: SessionChange, now: number): Promise<boolean> {
    const { key, revision } = change;
    return (await follow(keyOfRow(appId, key), sessionRow(change, now), { revision }, { signed: true })).done;
  }

  return {
    ...createDynamoMutes(table),

    async read(appId, key) {
      const item = (await table.joined.get(keyOfRow(appId, key))) ?? {};
      return { revision: revisionOf(item), session: sessionOf(item), mute: muteOf(item), ...answersOf(item) };
    },

    noteAnswers,

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

    /** A write of both that finds one of them done, or newer, is made anew by parts. */
    async change(appId, change, now, answers) {
      const { key, revision } = change;
      if (answers && isOneRow(change, answers)) {
        const set = { ...sessionRow(change, now), ...answersRow(answers, now) };
        const revisions = { revision, answersRevision: answers.revision };
        if ((await follow(keyOfRow(appId, key), set, revisions, { signed: true })).done) return true;
      }
      const [isChanged] = await Promise.all([
        changeSession(appId, change, now),
        answers ? noteAnswers(appId, answers, now) : undefined,
      ]);
      return isChanged;
    },
  };
}

/** The revisions that a write follows on, by their attributes. */
type Revisions = Readonly<Record<string, number>>;

/** Whether one write can have both: in a private chat, where both are first ones or neither is. */
function isOneRow({ key, revision }: SessionChange, answers: AnswersChange): boolean {
  const isSameRow = key.member === undefined && key.conversationId === answers.conversationId;
  return isSameRow && (revision === 0) === (answers.revision === 0);
}

function sessionRow({ key, revision, session }: SessionChange, now: number): Item {
  return {
    revision: number(revision + 1),
    session: packJson(session ?? null, "a session"),
    member: text(key.member ?? ""),
    expiresAt: expiryAfter(KEPT_DAYS, now),
  };
}

function answersRow({ revision, times }: AnswersChange, now: number): Item {
  return {
    answers: packJson(times, "the answers of a conversation"),
    answersRevision: number(revision + 1),
    expiresAt: expiryAfter(KEPT_DAYS, now),
  };
}
