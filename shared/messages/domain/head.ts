import * as z from "zod";

/** What every kind of message has. */
export const head = {
  /** The device id of the account that received the message. */
  appId: z.string().min(1),
  /** The account's own wxid (of an Official Account its original id); empty where the vendor left it out. */
  wxid: z.string(),
  /** The chat it belongs to: the group's id (`…@chatroom`) or the other person's wxid or openid; empty for `offline`. */
  conversationId: z.string(),
  chat: z.enum(["private", "group"]),
  /** The wxid (or openid) that wrote it; empty for notices without an author. */
  sender: z.string(),
  /** Sent from the account's own phone. */
  fromSelf: z.boolean(),
  /** The vendor's 64-bit `NewMsgId` as decimal digits (unsigned); absent for kinds without one. */
  newMsgId: z.string().optional(),
  /** The vendor's `MsgId` as decimal digits. */
  msgId: z.string().optional(),
  /** The id that an adapter makes for messages without a `NewMsgId`, such as those of an Official Account. */
  vendorKey: z.string().min(1).optional(),
  /** The vendor's CreateTime in epoch milliseconds; the time of receipt for kinds without one. */
  sentAt: z.number(),
  /** Set where a message came without the CreateTime that its kind has: `sentAt` then is the time of receipt. */
  undated: z.literal(true).optional(),
  /** wxids mentioned with @; `notify@all` means all members. */
  mentions: z.array(z.string()),
};

/** The XML body without a sender's prefix, as the vendor's forward and download calls want it. */
export const xml = { xml: z.string() };

/**
 * What the person says, where mentions stand in the `text` too: the text without them. Left out where it is the same as
 * the text.
 */
export const words = { words: z.string().optional() };

export const person = z.object({ username: z.string(), nickname: z.string() });
