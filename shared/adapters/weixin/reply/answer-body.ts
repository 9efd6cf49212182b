import { createHmac } from "node:crypto";
import type { PassiveReply, ReplyHead } from "../../../passive/domain/reply.ts";
import { replyXml } from "./reply-xml.ts";
import { type ReplyKey, sealedReply } from "./sealed-reply.ts";

/**
 * The body of the answer to a callback. What is random in an encrypted one comes of the answer's id and the key, so that
 * all tries of one message get the same bytes, and two answers never have the same random part.
 *
 * @param key left out in plain mode
 */
export function answerBody(
  { id, reply, head }: { readonly id: string; readonly reply: PassiveReply; readonly head: ReplyHead },
  key: ReplyKey | undefined,
): string {
  const xml = replyXml(reply, head);
  if (key === undefined) return xml;
  const digest = createHmac("sha256", key.encodingAesKey).update(id).digest();
  const timestamp = String(Math.floor(head.createdAt / 1000));
  const nonce = String(digest.readUInt32BE(16));
  return sealedReply(xml, key, { timestamp, nonce, random: digest.subarray(0, 16) });
}
