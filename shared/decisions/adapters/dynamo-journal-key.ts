import * as z from "zod";
import { type Item, type Key, keyPart, sortable, textOf } from "../../platform/dynamodb/attributes.ts";

/** What the partitions of conversations begin with. */
export const CONVERSATION_PREFIX = "conv#";

/** The partition of a conversation in the journal. */
export function conversationPartition(appId: string, conversationId: string): string {
  return `${CONVERSATION_PREFIX}${keyPart(appId)}#${keyPart(conversationId)}`;
}

/**
 * The key of a message: its conversation, the vendor's time (epoch ms, 0 where the vendor gave no time) and its
 * dedupKey.
 */
export function messageKey(message: {
  readonly appId: string;
  readonly conversationId: string;
  readonly time: number;
  readonly dedupKey: string;
}): Key {
  const { appId, conversationId, time, dedupKey } = message;
  return { pk: conversationPartition(appId, conversationId), sk: `${timePrefix(time)}#${keyPart(dedupKey)}` };
}

/** What the sort keys of all messages of a time (epoch ms) begin with. */
export function timePrefix(time: number): string {
  return `msg#${sortable(time)}`;
}

const keySchema = z.tuple([z.string(), z.string()]);

/** An item's key as one word, as places in the journal carry it. */
export function wordOfKey(item: Item): string {
  return JSON.stringify([textOf(item, "pk"), textOf(item, "sk")]);
}

/** The key of a word that `wordOfKey` made. */
export function keyOfWord(word: string): { readonly pk: string; readonly sk: string } {
  const [pk, sk] = keySchema.parse(JSON.parse(word));
  return { pk, sk };
}
