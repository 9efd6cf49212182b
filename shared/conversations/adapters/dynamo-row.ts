import * as z from "zod";
import { type Item, type Key, keyPart, numberOf, textOf } from "../../platform/dynamodb/attributes.ts";
import { unpackJson } from "../../platform/dynamodb/packed-json.ts";
import type { StoredAnswers } from "../domain/brake.ts";
import {
  type Mute,
  type MutedConversation,
  muteSchema,
  type Session,
  type SessionKey,
  sessionSchema,
} from "../domain/conversation.ts";

/**
 * How long a row stays after its last change, days. Sessions and pauses end after 30 days at most, and a queue with its
 * dead-letter queue keeps a message for 28: a message from there still finds the newer revision in its row.
 */
export const KEPT_DAYS = 45;

const times = z.array(z.number());

const WHOLE = "conversation";
const MEMBER = "member#";

/** The partition of all rows of a conversation. */
export const partitionOf = (appId: string, conversationId: string) =>
  `talk#${keyPart(appId)}#${keyPart(conversationId)}`;

/** The row of a session; without `member` it is the conversation's own row, which has the pause too. */
export function keyOfRow(appId: string, { conversationId, member }: SessionKey): Key {
  return {
    pk: partitionOf(appId, conversationId),
    sk: member === undefined ? WHOLE : `${MEMBER}${keyPart(member)}`,
  };
}

/** 0 for a row that never had a session. */
export function revisionOf(item: Item): number {
  return item.revision ? numberOf(item, "revision") : 0;
}

/** A session that was ended leaves its revision, and `null`. */
export function sessionOf(item: Item): Session | undefined {
  return item.session ? (unpackJson(item, "session", sessionSchema.nullable()) ?? undefined) : undefined;
}

/** The pause of a row, whether it is over or not; undefined where there never was one. */
export function muteOf(item: Item): Mute | undefined {
  if (!item.mutedAt) return undefined;
  const note = item.muteNote?.S;
  return muteSchema.parse({
    by: item.mutedBy?.S,
    at: numberOf(item, "mutedAt"),
    until: numberOf(item, "mutedUntil"),
    ...(note ? { note } : {}),
    ...(item.muteBraked?.BOOL ? { braked: true } : {}),
  });
}

/** Absent in a row without answers. */
export function answersOf(item: Item): { readonly answers?: StoredAnswers } {
  if (!item.answers) return {};
  return { answers: { revision: numberOf(item, "answersRevision"), times: unpackJson(item, "answers", times) } };
}

/** The conversation of a row with its pause. */
export function mutedConversationOf(item: Item): MutedConversation | undefined {
  const mute = muteOf(item);
  return mute && { appId: textOf(item, "appId"), conversationId: textOf(item, "conversationId"), mute };
}

/** Whose session a row of a group has. */
export function memberOf(item: Item): { readonly member?: string } {
  const member = item.member?.S;
  return member ? { member } : {};
}
