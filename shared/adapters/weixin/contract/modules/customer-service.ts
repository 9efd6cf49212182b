import * as z from "zod";
import { endpoint } from "../endpoint.ts";

const file = z.object({ media_id: z.string() });
const article = z.object({ title: z.string(), description: z.string(), url: z.string(), picurl: z.string() });
const card = z.object({ title: z.string(), appid: z.string(), pagepath: z.string(), thumb_media_id: z.string() });
const touser = z.string().min(1);

const message = z.discriminatedUnion("msgtype", [
  z.object({ touser, msgtype: z.literal("text"), text: z.object({ content: z.string() }) }),
  z.object({ touser, msgtype: z.literal("image"), image: file }),
  z.object({ touser, msgtype: z.literal("voice"), voice: file }),
  z.object({ touser, msgtype: z.literal("video"), video: file.extend({ thumb_media_id: z.string() }) }),
  z.object({ touser, msgtype: z.literal("news"), news: z.object({ articles: z.array(article).length(1) }) }),
  z.object({ touser, msgtype: z.literal("miniprogrampage"), miniprogrampage: card }),
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
