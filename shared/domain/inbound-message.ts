import * as z from "zod";

const common = {
  /** The device id of the account that received the message. */
  appId: z.string().min(1),
  /** The account's own wxid; empty where the vendor left it out. */
  wxid: z.string(),
  /** The chat it belongs to: the group's id (`…@chatroom`) or the other person's wxid; empty for `offline`. */
  conversationId: z.string(),
  chat: z.enum(["private", "group"]),
  /** The wxid that wrote it; empty for notices without an author. */
  sender: z.string(),
  /** Sent from the account's own phone. */
  fromSelf: z.boolean(),
  /** The vendor's 64-bit `NewMsgId` as decimal digits (unsigned); absent for kinds that have none. */
  newMsgId: z.string().optional(),
  /** The vendor's `MsgId` as decimal digits. */
  msgId: z.string().optional(),
  /** The vendor's CreateTime in epoch milliseconds; the time of receipt for kinds without one. */
  sentAt: z.number(),
  /** wxids mentioned with @ (`notify@all` for everybody). */
  mentions: z.array(z.string()),
};

/** The XML body without a sender's prefix, as the vendor's forward and download calls want it. */
const xml = { xml: z.string() };
/** A preview that came inside the callback, base64 (JPEG). */
const thumbnail = { thumbnail: z.string().optional() };
/** Bytes. */
const bytes = z.number().optional();
const person = z.object({ username: z.string(), nickname: z.string() });

const media = [
  z.object({ kind: z.literal("text"), ...common, text: z.string() }),
  z.object({ kind: z.literal("image"), ...common, ...xml, ...thumbnail, length: bytes, md5: z.string() }),
  z.object({
    kind: z.literal("voice"),
    ...common,
    ...xml,
    durationMs: z.number().optional(),
    length: bytes,
    /** The recording itself, SILK in base64, when it was short enough to come along. */
    buffer: z.string().optional(),
  }),
  z.object({
    kind: z.literal("video"),
    ...common,
    ...xml,
    ...thumbnail,
    durationSeconds: z.number().optional(),
    length: bytes,
    md5: z.string(),
  }),
  z.object({ kind: z.literal("emoji"), ...common, ...xml, md5: z.string(), size: bytes, url: z.string() }),
  z.object({
    kind: z.literal("location"),
    ...common,
    ...xml,
    latitude: z.number(),
    longitude: z.number(),
    /** The address. */
    label: z.string(),
    /** The place's name. */
    name: z.string(),
  }),
  z.object({
    kind: z.literal("card"),
    ...common,
    ...xml,
    ...person.shape,
    alias: z.string(),
    avatarUrl: z.string(),
    /** The ticket (`v4_…`) for a friend request to this person. */
    v4: z.string(),
  }),
  z.object({
    kind: z.literal("friend-request"),
    ...common,
    ...xml,
    fromWxid: z.string(),
    nickname: z.string(),
    /** What the person wrote. */
    content: z.string(),
    /** `v3`, `v4` and `scene` are what accepting the request takes. */
    v3: z.string(),
    v4: z.string(),
    scene: z.number().optional(),
    avatarUrl: z.string(),
  }),
] as const;

const webPage = { title: z.string(), description: z.string(), url: z.string(), thumbUrl: z.string() };
const attachment = { title: z.string(), extension: z.string(), size: bytes, md5: z.string() };

const appMessages = [
  z.object({ kind: z.literal("link"), ...common, ...xml, ...webPage, source: z.string() }),
  /** `url` is what joining takes. */
  z.object({ kind: z.literal("group-invitation"), ...common, ...xml, ...webPage }),
  z.object({ kind: z.literal("file"), ...common, ...xml, ...attachment }),
  /** The sender is still uploading: nothing to download until the `file` of the same name. */
  z.object({ kind: z.literal("file-announced"), ...common, ...xml, ...attachment }),
  z.object({
    kind: z.literal("mini-program"),
    ...common,
    ...xml,
    title: z.string(),
    displayName: z.string(),
    /** The mini program's own appid (`wx…`), not the account's. */
    miniAppId: z.string(),
    username: z.string(),
    pagePath: z.string(),
    iconUrl: z.string(),
    coverUrl: z.string().optional(),
  }),
  z.object({
    kind: z.literal("video-channel"),
    ...common,
    ...xml,
    /** 64-bit, decimal digits. */
    objectId: z.string(),
    objectNonceId: z.string(),
    username: z.string(),
    nickname: z.string(),
    avatarUrl: z.string(),
    description: z.string(),
    feedType: z.number().optional(),
    url: z.string(),
    thumbUrl: z.string(),
    coverUrl: z.string(),
    width: z.number().optional(),
    height: z.number().optional(),
    durationSeconds: z.number().optional(),
  }),
  z.object({
    kind: z.literal("quote"),
    ...common,
    ...xml,
    text: z.string(),
    quoted: z.object({
      /** `NewMsgId` of the quoted message; empty when the vendor left it out. */
      id: z.string(),
      /** `MsgType` of the quoted message. */
      type: z.number().optional(),
      sender: z.string(),
      displayName: z.string(),
      /** Text, or XML for the other types. */
      content: z.string(),
    }),
  }),
  z.object({
    kind: z.literal("transfer"),
    ...common,
    ...xml,
    /** With its currency sign, as shown: `￥0.10`. */
    feeText: z.string(),
    transferId: z.string(),
    transactionId: z.string(),
    memo: z.string(),
    /** 1 sent, 3 accepted, 4 returned. */
    paySubtype: z.number().optional(),
    payer: z.string(),
    receiver: z.string(),
  }),
  z.object({
    kind: z.literal("red-packet"),
    ...common,
    ...xml,
    /** The sender's wish. */
    title: z.string(),
    scene: z.string(),
    url: z.string(),
    /** The vendor's id of the packet. */
    payMsgId: z.string(),
  }),
] as const;

/** `notice` is the text that a person would see in the chat. */
const notice = { notice: z.string() };

const groupNotices = [
  /** `by`: display name; empty when the notice names nobody. */
  z.object({ kind: z.literal("removed-from-group"), ...common, ...notice, by: z.string() }),
  /** `by`: display name; empty when it was this account. */
  z.object({ kind: z.literal("group-renamed"), ...common, ...notice, by: z.string(), name: z.string() }),
  /** `owner`: display name; empty when it is this account now. */
  z.object({ kind: z.literal("group-owner-changed"), ...common, ...notice, owner: z.string() }),
  z.object({ kind: z.literal("revoke"), ...common, ...notice, revokedMsgId: z.string() }),
  z.object({
    kind: z.literal("pat"),
    ...common,
    from: z.string(),
    to: z.string(),
    /** With `${wxid}` where names go. */
    template: z.string(),
  }),
  z.object({ kind: z.literal("group-announcement"), ...common, ...xml, text: z.string(), announcementId: z.string() }),
  z.object({
    kind: z.literal("group-todo"),
    ...common,
    ...xml,
    todoId: z.string(),
    title: z.string(),
    creator: z.string(),
    operator: z.string(),
    relatedMsgId: z.string(),
    /** With `${wxid}` where names go. */
    template: z.string(),
  }),
  z.object({ kind: z.literal("member-removed"), ...common, ...notice, members: z.array(person) }),
  /** `by`: the owner; empty when the notice names nobody. */
  z.object({ kind: z.literal("group-dismissed"), ...common, ...notice, by: z.array(person) }),
] as const;

const events = [
  z.object({
    kind: z.literal("contact-changed"),
    ...common,
    ...person.shape,
    remark: z.string(),
    avatarUrl: z.string(),
    signature: z.string(),
    country: z.string(),
    province: z.string(),
    city: z.string(),
    /** 0 unknown, 1 male, 2 female. */
    sex: z.number().optional(),
    v3: z.string(),
  }),
  z.object({ kind: z.literal("group-changed"), ...common, name: z.string(), owner: z.string() }),
  z.object({ kind: z.literal("contact-deleted"), ...common, username: z.string() }),
  z.object({ kind: z.literal("group-left"), ...common }),
  z.object({ kind: z.literal("offline"), ...common }),
  /** What no other kind fits: `raw` is the vendor's `{TypeName, Data}` as it came. */
  z.object({ kind: z.literal("unknown"), ...common, raw: z.unknown() }),
] as const;

export const inboundMessageSchema = z.discriminatedUnion("kind", [
  ...media,
  ...appMessages,
  ...groupNotices,
  ...events,
]);

/** One message or event of a personal account, whatever shape the vendor gave it. */
export type InboundMessage = z.infer<typeof inboundMessageSchema>;
export type MessageKind = InboundMessage["kind"];

/** What every kind has. */
export type MessageHead = Omit<Extract<InboundMessage, { kind: "offline" }>, "kind">;

/** What a kind adds to the head, `kind` included. */
export type MessageBody = InboundMessage extends infer M
  ? M extends InboundMessage
    ? Omit<M, keyof MessageHead>
    : never
  : never;
