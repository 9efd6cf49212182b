import * as z from "zod";
import { OK, refused, type WeixinAnswer } from "./answer.ts";
import { MINI_PROGRAM, UNVERIFIED_ACCOUNT } from "./credentials.ts";
import type { SimMedia } from "./media.ts";
import type { SimUsers } from "./users.ts";

const TEXT_LIMIT = 2048;
const media = z.looseObject({ media_id: z.string() });
const article = z.object({ title: z.string(), description: z.string(), url: z.string(), picurl: z.string() });

/** Types of messages that a mini program's customer service does not have, and those that only it has. */
const NOT_AT_MINI_PROGRAMS: ReadonlySet<string> = new Set(["voice", "video", "news"]);
const ONLY_AT_MINI_PROGRAMS: ReadonlySet<string> = new Set(["link"]);

/** What a customer-service message may be (发送客服消息). */
const messageSchema = z.discriminatedUnion("msgtype", [
  z.object({ touser: z.string(), msgtype: z.literal("text"), text: z.object({ content: z.string() }) }),
  z.object({ touser: z.string(), msgtype: z.literal("image"), image: media }),
  z.object({ touser: z.string(), msgtype: z.literal("voice"), voice: media }),
  z.object({
    touser: z.string(),
    msgtype: z.literal("video"),
    video: media.extend({ thumb_media_id: z.string() }),
  }),
  z.object({
    touser: z.string(),
    msgtype: z.literal("news"),
    news: z.object({ articles: z.array(article).length(1) }),
  }),
  z.object({
    touser: z.string(),
    msgtype: z.literal("link"),
    link: z.object({ title: z.string(), description: z.string(), url: z.string(), thumb_url: z.string() }),
  }),
  z.object({
    touser: z.string(),
    msgtype: z.literal("miniprogrampage"),
    miniprogrampage: z.object({
      title: z.string(),
      /** An Official Account's card names its mini program; a mini program sends its own. */
      appid: z.string().optional(),
      pagepath: z.string(),
      thumb_media_id: z.string(),
    }),
  }),
]);

type Message = z.infer<typeof messageSchema>;

/** Sends a customer-service message, or says why WeChat would not. */
export function customSend(
  { users, media: files }: { users: SimUsers; media: SimMedia },
  appId: string,
  body: unknown,
  now: number,
): WeixinAnswer {
  if (appId === UNVERIFIED_ACCOUNT.appId) return refused(48001);
  const message = messageSchema.safeParse(body).data;
  if (!message) return refused(47001);
  const isMini = appId === MINI_PROGRAM.appId;
  if ((isMini ? NOT_AT_MINI_PROGRAMS : ONLY_AT_MINI_PROGRAMS).has(message.msgtype)) return refused(40008);
  if (message.msgtype === "miniprogrampage" && !isMini && !message.miniprogrampage.appid) return refused(47001);
  if (message.msgtype === "text") {
    if (message.text.content === "") return refused(44004);
    if (Buffer.byteLength(message.text.content) > TEXT_LIMIT) return refused(45002);
  }
  if (mediaOf(message).some((id) => !files.has(appId, id, now))) return refused(40007);
  const errcode = users.receive(appId, message.touser, now);
  return errcode === 0 ? OK : refused(errcode);
}

function mediaOf(message: Message): string[] {
  switch (message.msgtype) {
    case "image":
      return [message.image.media_id];
    case "voice":
      return [message.voice.media_id];
    case "video":
      return [message.video.media_id, message.video.thumb_media_id];
    case "miniprogrampage":
      return [message.miniprogrampage.thumb_media_id];
    case "text":
    case "news":
    case "link":
      return [];
    default:
      return message satisfies never;
  }
}
