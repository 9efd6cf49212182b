import { randomInt } from "node:crypto";
import * as z from "zod";
import { stringifyLossless } from "../../../lossless-json.ts";
import { newMessageId } from "../../ids.ts";
import type { SimAccount } from "../state/accounts.ts";
import { joinSchema } from "./join-notice.ts";
import { inboundContent, MESSAGE_KINDS } from "./message-content.ts";

const id = z.union([
  z.bigint(),
  z.int().transform(BigInt),
  z
    .string()
    .regex(/^\d{1,20}$/)
    .transform(BigInt),
]);

const fields = z.strictObject({
  appId: z.string().min(1),
  from: z.string().min(1),
  /** The other person, when `from` is the account itself. */
  to: z.string().min(1).optional(),
  /** A group's id, `…@chatroom`. */
  room: z
    .string()
    .regex(/@chatroom$/)
    .optional(),
  text: z.string().default(""),
  kind: z.enum(MESSAGE_KINDS).default("text"),
  newMsgId: id.optional(),
  /** Epoch seconds. */
  createTime: z.int().nonnegative().optional(),
  mentions: z.array(z.string()).default([]),
  /** Of a `groupJoined`; where it is left out, `from` is new, called as `text` says. */
  joined: joinSchema.optional(),
  /** How many times the vendor delivers it. */
  repeat: z.int().min(1).max(100).default(1),
});

/** A message to an account; with the account's own wxid as `from`, a message from its phone. */
export const messageSchema = fields.refine(({ kind, room }) => kind !== "groupJoined" || room !== undefined, {
  path: ["room"],
  message: "somebody joins a group: say which",
});
export type SimMessage = z.infer<typeof messageSchema>;

/** The callback body of one message, in the vendor's form. `now` in epoch milliseconds. */
export function messageCallback(
  account: SimAccount,
  message: SimMessage,
  now: number,
): { newMsgId: bigint; body: string } {
  const { from, room, mentions } = message;
  const newMsgId = message.newMsgId ?? newMessageId();
  const isOwn = from === account.wxid && message.kind !== "groupJoined";
  const sequence = randomInt(1, 2 ** 31);
  const { msgType, content } = inboundContent(message);
  const preview = message.kind === "text" ? message.text : `[${message.kind}]`;
  const Data = {
    MsgId: sequence,
    FromUserName: { string: vendorsFrom(message, isOwn) },
    ToUserName: { string: isOwn ? (room ?? message.to ?? account.wxid) : account.wxid },
    MsgType: msgType,
    Content: { string: room !== undefined && !isOwn && msgType < 10_000 ? `${from}:\n${content}` : content },
    Status: 3,
    ImgStatus: 1,
    ImgBuf: { iLen: 0 },
    CreateTime: message.createTime ?? Math.floor(now / 1000),
    MsgSource: messageSource(mentions),
    ...(isOwn ? {} : { PushContent: `${from} : ${preview}` }),
    NewMsgId: newMsgId,
    MsgSeq: sequence,
  };
  return { newMsgId, body: stringifyLossless({ TypeName: "AddMsg", Appid: account.appId, Wxid: account.wxid, Data }) };
}

/** A friend request comes from the system, a group's message from the group. */
function vendorsFrom({ kind, from, room }: SimMessage, isOwn: boolean): string {
  if (kind === "friendRequest") return "fmessage";
  return room !== undefined && !isOwn ? room : from;
}

/** The callback that says an account has dropped. */
export function offlineCallback(account: SimAccount): string {
  return JSON.stringify({ TypeName: "Offline", Appid: account.appId, Wxid: account.wxid });
}

function messageSource(mentions: string[]): string {
  const list = mentions.length === 0 ? "" : `\t<atuserlist><![CDATA[${mentions.join(",")}]]></atuserlist>\n`;
  return `<msgsource>\n${list}\t<signature>v1_local</signature>\n\t<tmp_node>\n\t\t<publisher-id></publisher-id>\n\t</tmp_node>\n</msgsource>\n`;
}
