import * as z from "zod";
import { endpoint } from "../../endpoint.ts";
import { bit, digits, done, name, nothing } from "../../shapes.ts";
import { article } from "./article.ts";

const family = "mass-sending";
const DAY = 86_400_000;

const file = z.strictObject({ media_id: name });
const pictures = z.looseObject({ media_ids: z.array(name).min(1).max(20), recommend: z.string().optional() });

/** A message of any kind with its receivers. `clientmsgid`: the same one within a day is sent once (45065). */
const message = <const To extends Readonly<Record<string, z.ZodType>>>(to: To) =>
  z.discriminatedUnion("msgtype", [
    z.strictObject({ ...to, msgtype: z.literal("text"), text: z.object({ content: name }) }),
    z.strictObject({ ...to, msgtype: z.literal("mpnews"), mpnews: file, send_ignore_reprint: bit.optional() }),
    z.strictObject({ ...to, msgtype: z.literal("image"), images: pictures.optional(), image: file.optional() }),
    z.strictObject({ ...to, msgtype: z.literal("voice"), voice: file }),
    z.strictObject({ ...to, msgtype: z.literal("mpvideo"), mpvideo: z.looseObject({ media_id: name }) }),
    z.strictObject({ ...to, msgtype: z.literal("wxcard"), wxcard: z.looseObject({ card_id: name }) }),
  ]);

const clientmsgid = name.max(64).optional();
const filter = z.union([
  z.strictObject({ is_to_all: z.literal(true), tag_id: z.int().optional() }),
  z.strictObject({ is_to_all: z.literal(false), tag_id: z.int() }),
]);
const accepted = z.looseObject({ msg_id: digits, msg_data_id: digits.optional() });

/** One message to all followers, to a tag or to a list (群发). Its result comes as the event MASSSENDJOBFINISH. */
export const massSending = {
  sendAll: endpoint({
    path: "/cgi-bin/message/mass/sendall",
    method: "POST",
    family,
    request: message({ filter, clientmsgid }),
    answer: accepted,
    idempotent: { ms: DAY },
    vendorId: "msg_id",
  }),
  /** To 2 to 10,000 openids; service accounts only. */
  send: endpoint({
    path: "/cgi-bin/message/mass/send",
    method: "POST",
    family,
    request: message({ touser: z.array(name).min(2).max(10_000), clientmsgid }),
    answer: accepted,
    idempotent: { ms: DAY },
    vendorId: "msg_id",
  }),
  /** To one person, 100 a day; by `touser` (openid) or `towxname` (WeChat id). */
  preview: endpoint({
    path: "/cgi-bin/message/mass/preview",
    method: "POST",
    family,
    request: message({ touser: z.string().optional(), towxname: z.string().optional() }),
    answer: z.looseObject({ errcode: z.literal(0), msg_id: digits.optional() }),
    idempotent: "no",
  }),
  /** Articles and videos within half an hour: their page is taken away, the message stays. */
  delete: endpoint({
    path: "/cgi-bin/message/mass/delete",
    method: "POST",
    family,
    request: z.strictObject({
      msg_id: z.union([z.int(), name]).optional(),
      article_idx: z.int().min(0).optional(),
      url: z.string().optional(),
    }),
    answer: done,
    idempotent: "yes",
  }),
  /** `msg_status`: SEND_SUCCESS, SENDING, SEND_FAIL, DELETE. */
  get: endpoint({
    path: "/cgi-bin/message/mass/get",
    method: "POST",
    family,
    request: z.strictObject({ msg_id: z.union([z.int(), name]) }),
    answer: z.looseObject({ msg_id: digits, msg_status: z.string() }),
    idempotent: "yes",
  }),
  /** `speed`: 0 (80 million a minute) to 4 (10 million); `realspeed` in 10,000 a minute. */
  getSpeed: endpoint({
    path: "/cgi-bin/message/mass/speed/get",
    method: "POST",
    family,
    request: nothing,
    answer: z.looseObject({ speed: z.int(), realspeed: z.int() }),
    idempotent: "yes",
  }),
  setSpeed: endpoint({
    path: "/cgi-bin/message/mass/speed/set",
    method: "POST",
    family,
    request: z.strictObject({ speed: z.int().min(0).max(4) }),
    answer: done,
    idempotent: "yes",
  }),
  uploadNews: endpoint({
    path: "/cgi-bin/media/uploadnews",
    method: "POST",
    family,
    request: z.strictObject({
      articles: z
        .array(article.extend({ thumb_media_id: name, content: name }))
        .min(1)
        .max(8),
    }),
    answer: z.looseObject({ media_id: name }),
    idempotent: "yes",
    vendorId: "media_id",
  }),
};
