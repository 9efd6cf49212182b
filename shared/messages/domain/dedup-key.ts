import type { InboundMessage } from "./inbound-message.ts";

/**
 * What two deliveries of the same message have in common within one account: the vendor's `NewMsgId`, or the key that
 * another channel's adapter made. Without either it is the vendor's 32-bit `MsgId`, with a prefix, so that it never equals
 * a `NewMsgId`. Undefined for kinds that have no id (`offline`, changed and deleted contacts): they are never deduplicated.
 */
export function dedupKeyOf(message: InboundMessage): string | undefined {
  if (message.newMsgId !== undefined) return message.newMsgId;
  if (message.vendorKey !== undefined) return message.vendorKey;
  return message.msgId === undefined ? undefined : `msg-${message.msgId}`;
}

/**
 * The time in a message's key, epoch ms. It is the same for each delivery of the message, so it is 0 where the vendor gave
 * no time.
 */
export function keyTimeOf(message: InboundMessage): number {
  return message.undated ? 0 : message.sentAt;
}
