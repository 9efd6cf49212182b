import type { MessageHead } from "../../../messages/domain/inbound-message.ts";
import type { AddMsgData, Received } from "./callback-body.ts";
import { mentionsIn } from "./mentions.ts";
import { TEXT } from "./message-type.ts";

/** A message's head, and its content without the prefix that says who wrote it in a group. */
export type Addressed = { head: MessageHead; content: string };

const PREFIX = /^\s{0,64}([\w.@-]{1,128}):\r?\n/;

/** True for the id of a group. */
export function isGroup(username: string): boolean {
  return username.endsWith("@chatroom");
}

/**
 * Finds out whose message it is and where it belongs. A group's message comes from the group and begins with
 * `<sender wxid>:\n`, save the account's own, which goes to the group; what comes from the account itself was sent from
 * its phone. Without a `Wxid`, only the account itself can have written to a group.
 */
export function addressOf(callback: Received, data: AddMsgData, receivedAt: number): Addressed {
  const from = data.FromUserName;
  const to = data.ToUserName;
  const { author, content } = splitPrefix(data);
  const sender = isGroup(from) ? author : from;
  const fromSelf = callback.wxid === "" ? isGroup(to) && !isGroup(from) : sender === callback.wxid;
  const conversationId = !isGroup(from) && (fromSelf || isGroup(to)) ? to : from;
  const head: MessageHead = {
    appId: callback.appId,
    wxid: callback.wxid,
    conversationId,
    chat: isGroup(conversationId) ? "group" : "private",
    sender,
    fromSelf,
    sentAt: data.CreateTime === undefined ? receivedAt : data.CreateTime * 1000,
    mentions: isGroup(conversationId) ? mentionsIn(data, callback.wxid) : [],
  };
  if (data.CreateTime === undefined) head.undated = true;
  if (data.NewMsgId !== undefined) head.newMsgId = data.NewMsgId;
  if (data.MsgId !== undefined) head.msgId = data.MsgId;
  return { head, content };
}

/**
 * A group's prefix names the author. Before a notice it names the group itself: the message then has no author.
 * Elsewhere only XML and notices may have such a prefix; a text that a person wrote is never cut.
 */
function splitPrefix(data: AddMsgData): { author: string; content: string } {
  const content = data.Content;
  const prefix = PREFIX.exec(content);
  if (prefix === null) return { author: "", content };
  const rest = content.slice(prefix[0].length);
  const author = prefix[1] ?? "";
  const cut =
    isGroup(data.FromUserName) || (data.MsgType !== TEXT && (isGroup(author) || rest.trimStart().startsWith("<")));
  if (!cut) return { author: "", content };
  return { author: isGroup(author) ? "" : author, content: rest };
}
