import * as z from "zod";

const common = {
  /** The device id of the account that received the message. */
  appId: z.string().min(1),
  /** The account's own wxid; empty where the vendor left it out. */
  wxid: z.string(),
  /** The chat it belongs to: the group's id (`…@chatroom`) or the other person's wxid. */
  conversationId: z.string(),
  chat: z.enum(["private", "group"]),
  /** The wxid that wrote it; empty for notices without an author. */
  sender: z.string(),
  /** Sent from the account's own phone. */
  fromSelf: z.boolean(),
  /** The vendor's 64-bit `NewMsgId` as decimal digits; absent for kinds that have none. */
  newMsgId: z.string().optional(),
  /** The vendor's `MsgId` as decimal digits. */
  msgId: z.string().optional(),
  /** The vendor's CreateTime in epoch milliseconds; the time of receipt for kinds without one. */
  sentAt: z.number(),
  /** wxids mentioned with @ (`notify@all` for everybody). */
  mentions: z.array(z.string()),
};

export const inboundMessageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), ...common, text: z.string() }),
  z.object({ kind: z.literal("unknown"), ...common, raw: z.unknown() }),
]);

/** One message or event of a personal account, whatever shape the vendor gave it. */
export type InboundMessage = z.infer<typeof inboundMessageSchema>;
export type MessageKind = InboundMessage["kind"];
