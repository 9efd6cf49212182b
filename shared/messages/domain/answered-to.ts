import type { InboundMessage } from "./inbound-message.ts";

/** The conversation; for a friend request, which comes from the system, the person who asks. */
export function answeredTo(message: InboundMessage): string {
  if (message.kind !== "friend-request") return message.conversationId;
  // A request without the person's wxid still has the encrypted one, by which the gateway knows him as well.
  return message.fromWxid || message.v3 || message.conversationId;
}
