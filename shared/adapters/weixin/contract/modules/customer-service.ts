import * as z from "zod";
import { endpoint } from "../endpoint.ts";

const text = z.string();
const file = z.strictObject({ media_id: text });
const article = z.object({ title: text, description: text, url: text, picurl: text });
/** A mini program's own card has no `appid`. */
const card = z.object({ title: text, appid: text.exactOptional(), pagepath: text, thumb_media_id: text });
const music = { title: text.optional(), description: text.optional(), musicurl: text, hqmusicurl: text };
const choices = z.array(z.object({ id: text, content: text })).min(1);

/** `customservice`: the account of the person in whose name the message is sent. */
const to = { touser: text.min(1), customservice: z.object({ kf_account: text }).optional() };

const message = z.discriminatedUnion("msgtype", [
  z.strictObject({ ...to, msgtype: z.literal("text"), text: z.object({ content: text }) }),
  z.strictObject({ ...to, msgtype: z.literal("image"), image: file }),
  z.strictObject({ ...to, msgtype: z.literal("voice"), voice: file }),
  z.strictObject({
    ...to,
    msgtype: z.literal("video"),
    video: z.object({
      media_id: text,
      thumb_media_id: text,
      title: text.optional(),
      description: text.optional(),
    }),
  }),
  z.strictObject({ ...to, msgtype: z.literal("music"), music: z.object({ ...music, thumb_media_id: text }) }),
  z.strictObject({ ...to, msgtype: z.literal("news"), news: z.object({ articles: z.array(article).length(1) }) }),
  z.strictObject({ ...to, msgtype: z.literal("mpnews"), mpnews: file }),
  z.strictObject({ ...to, msgtype: z.literal("mpnewsarticle"), mpnewsarticle: z.object({ article_id: text }) }),
  z.strictObject({
    ...to,
    msgtype: z.literal("msgmenu"),
    msgmenu: z.object({ head_content: text, list: choices, tail_content: text }),
  }),
  z.strictObject({ ...to, msgtype: z.literal("wxcard"), wxcard: z.looseObject({ card_id: text }) }),
  z.strictObject({ ...to, msgtype: z.literal("miniprogrampage"), miniprogrampage: card }),
  z.strictObject({
    ...to,
    msgtype: z.literal("link"),
    link: z.object({ title: text, description: text, url: text, thumb_url: text }),
  }),
]);

/** Customer service (客服消息). */
export const customerService = {
  /** A message to a person whose window is open. A proxy's "200 {}" does not say that it went out. */
  send: endpoint({
    path: "/cgi-bin/message/custom/send",
    method: "POST",
    family: "customer-service",
    request: message,
    answer: z.looseObject({ errcode: z.literal(0) }),
    idempotent: "no",
  }),
};
