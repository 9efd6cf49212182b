import * as z from "zod";
import { mediaUrlSchema, pageUrlSchema } from "./media-url.ts";
import { pushTypes } from "./templates/contents.ts";

/** Characters (UTF-16 units) of a text. */
export const TEXT_LIMIT = 10_000;

/**
 * Bytes of JSON that a content may have. The API and the rules check it, so that a command with its content fits into a
 * message of the queue (1 MiB).
 */
export const CONTENT_LIMIT = 256 * 1024;

/** Members that one text may mention. */
export const MOST_MENTIONS = 100;

/** Characters (UTF-16 units) of a name. */
export const NAME_LIMIT = 200;

/** Mentions all members of a group; WeChat allows it to the group's owner and administrators. */
export const EVERYBODY = "notify@all";

/** Of a person, a group or an official account. */
export const wxidSchema = z
  .string()
  .regex(/^[A-Za-z0-9_.@-]{1,128}$/, "a wxid has 1 to 128 letters, digits, '_', '-', '.' or '@'");

const xml = z.string().min(1);
const line = z.string().trim().min(1).max(500);
const digits = z.string().regex(/^\d{1,20}$/, "digits are needed");

const contentTypes = [
  z.strictObject({
    type: z.literal("text"),
    text: z.string().min(1).max(TEXT_LIMIT),
    /** Members of the group, or `notify@all`. Each shows where the text has `{@wxid}`, or before the text. */
    mentions: z.array(wxidSchema).max(MOST_MENTIONS).optional(),
    /** Names of mentioned members by wxid, for members whom the group's view does not know (yet). */
    names: z.record(wxidSchema, z.string().max(NAME_LIMIT)).optional(),
  }),
  z.strictObject({ type: z.literal("image"), url: mediaUrlSchema }),
  z.strictObject({
    type: z.literal("file"),
    url: mediaUrlSchema,
    /** As the chat shows it, with its extension. */
    name: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .regex(/^[^/\\\p{Cc}]+$/u, "a file name has no '/', '\\' or control characters"),
  }),
  /** A silk file. */
  z.strictObject({ type: z.literal("voice"), url: mediaUrlSchema, durationMs: z.int().min(1).max(60_000) }),
  z.strictObject({
    type: z.literal("video"),
    url: mediaUrlSchema,
    thumbUrl: mediaUrlSchema,
    durationSeconds: z.int().min(1).max(86_400),
  }),
  z.strictObject({
    type: z.literal("link"),
    title: line,
    description: z.string().max(1000),
    url: pageUrlSchema,
    thumbUrl: mediaUrlSchema,
  }),
  /** `nickname` is the one that the card shows. */
  z.strictObject({ type: z.literal("card"), wxid: wxidSchema, nickname: z.string().max(NAME_LIMIT) }),
  /** A place on the map: `name` in bold, `label` (the address) below it. */
  z.strictObject({
    type: z.literal("place"),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    label: line,
    name: line,
  }),
  /** A location by the XML of a received one. */
  z.strictObject({ type: z.literal("location"), xml }),
  /** As received: the picture's MD5, and its bytes. */
  z.strictObject({ type: z.literal("emoji"), md5: z.string().min(1).max(64), size: z.int().min(0) }),
  /** The `<appmsg>` element of a message, alone. */
  z.strictObject({ type: z.literal("app"), xml }),
  z.strictObject({
    type: z.literal("mini-program"),
    /** The mini program's appid, `wx…`. */
    miniAppId: z.string().regex(/^wx[A-Za-z0-9]{1,40}$/, "a mini program's appid begins with wx"),
    /** Its original id with suffix, `gh_…@app`. */
    username: wxidSchema,
    displayName: line,
    title: line,
    pagePath: z.string().min(1).max(1024),
    coverUrl: mediaUrlSchema,
  }),
  /** A received message once more, by its XML. */
  z.discriminatedUnion("as", [
    z.strictObject({ type: z.literal("forward"), as: z.enum(["image", "video", "file", "link"]), xml }),
    z.strictObject({ type: z.literal("forward"), as: z.literal("mini-program"), xml, coverUrl: mediaUrlSchema }),
  ]),
  ...pushTypes,
] as const;

const acceptFriend = z.strictObject({
  type: z.literal("accept-friend"),
  /** All three as the friend request has them. */
  v3: z.string().min(1).max(1024),
  v4: z.string().min(1).max(1024),
  scene: z.int(),
});

const revoke = z.strictObject({
  type: z.literal("revoke"),
  /** All three as the send's answer gave them; `createTime` in epoch seconds. */
  msgId: digits,
  newMsgId: digits,
  createTime: z.int().min(0),
});

/** The recipient is taken into the group, or invited where the group asks first. */
const inviteToGroup = z.strictObject({
  type: z.literal("invite-to-group"),
  groupId: wxidSchema.endsWith("@chatroom", "a group's id ends in @chatroom"),
});

/** What people see in a chat. */
export const messageContentSchema = z.discriminatedUnion("type", contentTypes);

/** What an operator may send at any time. */
export const operatorContentSchema = z.discriminatedUnion("type", [...contentTypes, acceptFriend]);

/** What a command carries out. */
export const contentSchema = z.discriminatedUnion("type", [...contentTypes, acceptFriend, inviteToGroup, revoke]);

export type MessageContent = z.infer<typeof messageContentSchema>;
export type Content = z.infer<typeof contentSchema>;
