import * as z from "zod";
import { broadcastIdSchema } from "../../../deliveries/domain/broadcast-target.ts";
import { BROADCAST_REQUESTED } from "../../../deliveries/domain/delivery.ts";
import { wxidSchema } from "../../../messages/domain/content.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { actionType, type Effect } from "./action.ts";

const schema = z.strictObject({
  type: z.literal("start-broadcast"),
  /** The broadcast's id. Rules that name a missing or disabled broadcast are not published. */
  broadcast: broadcastIdSchema,
  /** The recipients: the broadcast's own audience, or only the sender or the conversation, by the receiving account. */
  to: z.enum(["audience", "sender", "conversation"]).default("audience"),
});

/** Starts a broadcast; the same message starts it once. */
export const startBroadcast = actionType({
  schema,
  effects: ({ broadcast, to }, { message }): readonly Effect[] => {
    const target = { type: "broadcast" as const, broadcast };
    if (to === "audience") return [{ type: "deliver", target, as: BROADCAST_REQUESTED }];
    const recipient = recipientOf(message, to);
    if (recipient === undefined) return [{ type: "flag", flag: "no-recipient" }];
    const only = { appId: message.appId, to: recipient };
    return [{ type: "deliver", target: { ...target, only }, as: BROADCAST_REQUESTED }];
  },
});

/** Undefined where the message names no valid recipient. */
function recipientOf(message: InboundMessage, to: "sender" | "conversation"): string | undefined {
  const sender = message.kind === "friend-request" ? message.fromWxid : message.sender;
  const recipient = wxidSchema.safeParse(
    to === "sender" || message.kind === "friend-request" ? sender : message.conversationId,
  );
  return recipient.data;
}
