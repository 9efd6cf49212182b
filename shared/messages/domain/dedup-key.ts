import type { InboundMessage } from "./inbound-message.ts";

/**
 * What two deliveries of the same message have in common within one account, or `undefined` for a kind that is never
 * deduplicated because it has no id of its own (`offline`, changed and deleted contacts).
 *
 * The vendor's `NewMsgId`; of Official Accounts the key that their adapter made; where that is missing its 32-bit `MsgId`, marked, so that it never equals a `NewMsgId`.
 */
export function dedupKeyOf(message: InboundMessage): string | undefined {
  if (message.newMsgId !== undefined) return message.newMsgId;
  if (message.vendorKey !== undefined) return message.vendorKey;
  return message.msgId === undefined ? undefined : `msg-${message.msgId}`;
}

/**
 * The time in a message's key, epoch milliseconds: the same for each delivery of it, so 0 where the vendor gave none.
 */
export function keyTimeOf(message: InboundMessage): number {
  return message.undated ? 0 : message.sentAt;
}
