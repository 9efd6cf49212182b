import type { InboundMessage } from "./inbound-message.ts";

/**
 * Where an answer to a message goes: its conversation. A friend request comes from the system, so its answer goes to the
 * person who asks.
 */
export function answeredTo(message: InboundMessage): string {
  if (message.kind !== "friend-request") return message.conversationId;
  // A request without the person's wxid has an encrypted one, which the gateway accepts too.
  return message.fromWxid || message.v3 || message.conversationId;
}
