import { type Key, keyPart, sortable } from "../../platform/dynamodb/attributes.ts";

/** Of the partitions of conversations. */
export const CONVERSATION_PREFIX = "conv#";

/** The partition of a conversation in the journal. */
export function conversationPartition(appId: string, conversationId: string): string {
  return `${CONVERSATION_PREFIX}${keyPart(appId)}#${keyPart(conversationId)}`;
}

/** Where a message stands: its conversation, the vendor's time (epoch ms, 0 where there is none) and its dedupKey. */
export function messageKey(message: {
  readonly appId: string;
  readonly conversationId: string;
  readonly time: number;
  readonly dedupKey: string;
}): Key {
  const { appId, conversationId, time, dedupKey } = message;
  return { pk: conversationPartition(appId, conversationId), sk: `${timePrefix(time)}#${keyPart(dedupKey)}` };
}

/** What the sort keys of all messages of a time begin with. */
export function timePrefix(time: number): string {
  return `msg#${sortable(time)}`;
}
