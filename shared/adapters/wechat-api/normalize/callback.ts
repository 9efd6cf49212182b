import { sha256Hex } from "../../../kernel/domain/ids.ts";
import { textOf } from "../../../kernel/domain/xml.ts";
import type { InboundMessage, MessageBody, UnknownReason } from "../../../messages/domain/inbound-message.ts";
import { shownAlone } from "../../../messages/domain/kinds.ts";
import { isAddressable, withWordsApart } from "../../../messages/domain/texts/words-apart.ts";
import { type Addressed, addressOf } from "./address.ts";
import { normalizeAppMessage } from "./app-messages/app-message.ts";
import { appMessageIn } from "./app-messages/element.ts";
import { QUOTE, quote } from "./app-messages/quote.ts";
import type { AddMsgData, VendorCallback } from "./callback-body.ts";
import { normalizeContact, normalizeEvent } from "./event.ts";
import { isMedia, normalizeMedia } from "./media.ts";
import { APP_MESSAGE, NOTICE, SYSTEM_MESSAGE, TEXT } from "./message-type.ts";
import { normalizeNotice } from "./notices/notice.ts";
import type { Place } from "./notices/place.ts";
import { isTechnical, normalizeSystemMessage } from "./notices/system-message.ts";

/** `MsgType` by which the account's phone tells its other clients which chat is open. */
const STATUS = 51;

/** How deep quotes in quotes are looked into. */
const MOST_QUOTES = 3;

/**
 * Turns a callback that names its account into the one form that rules, journal and replies know. `receivedAt` (epoch
 * milliseconds) is the time of a kind that carries no time of its own. Never throws. The part of the callback that
 * tells its kind decides alone; other parts that are missing become empty. Where that part itself is missing, in no
 * table or in malformed XML, the kind is `unknown`, which keeps the callback's `{TypeName, Data}` as `raw`.
 *
 * Kinds and their tests: WechatApi's callback documentation (`MsgType`, `appmsg.type`, `sysmsg type`), and open clients
 * of the same protocol.
 */
export function normalizeCallback(callback: VendorCallback, receivedAt: number): InboundMessage {
  switch (callback.type) {
    case "AddMsg": {
      const addressed = addressOf(callback, callback.data, receivedAt);
      const body = bodyOf(callback.data.MsgType, addressed.content, { ...addressed, data: callback.data });
      const message = authored({ ...addressed.head, ...(body ?? unknown(callback, reasonOf(callback.data))) });
      return isAddressable(message) ? withWordsApart(message) : message;
    }
    case "ModContacts":
    case "DelContacts":
      return (
        normalizeContact(callback, receivedAt) ?? {
          ...normalizeEvent(callback, receivedAt),
          ...unknown(callback, "unreadable"),
        }
      );
    case "Offline":
      return { ...normalizeEvent(callback, receivedAt), kind: "offline" };
    case "other":
      return { ...normalizeEvent(callback, receivedAt), ...unknown(callback, "event") };
    case "unreadable":
      return unreadable(callback, receivedAt);
  }
}

type Context = Addressed & { readonly data: AddMsgData };

/** What a message of a type says, by the part that tells its kind. `quotes`: in how many quotes it stands. */
function bodyOf(type: number, content: string, context: Context, quotes = 0): MessageBody | undefined {
  const place: Place = context.head;
  switch (type) {
    case TEXT:
      return { kind: "text", text: content };
    case APP_MESSAGE: {
      const message = appMessageIn(content);
      if (message?.type !== QUOTE) return message && normalizeAppMessage(message);
      return quote(message, (quotedType, quoted) => shownAs(quotedType, quoted, context, quotes + 1));
    }
    case NOTICE:
      return normalizeNotice(content, place);
    case SYSTEM_MESSAGE:
      return normalizeSystemMessage(content, place);
    default:
      return normalizeMedia(type, content, context.data);
  }
}

/**
 * How people read what a message quotes. A quoted message is a text unless it says so. Of an app message that is of no
 * kind it is the title: a quote within a quote comes without what it quotes itself.
 */
function shownAs(type: number | undefined, content: string, context: Context, quotes: number): string {
  if (quotes > MOST_QUOTES) return "";
  const body = bodyOf(type ?? (content.startsWith("<") ? APP_MESSAGE : TEXT), content, context, quotes);
  return body === undefined ? textOf(appMessageIn(content)?.appmsg, "title") : shownAlone(body);
}

function reasonOf({ MsgType, Content }: AddMsgData): UnknownReason {
  if (MsgType === APP_MESSAGE) return appMessageIn(Content) === undefined ? "incomplete" : "app-message";
  if (MsgType === SYSTEM_MESSAGE) return isTechnical(Content) ? "technical" : "system-message";
  if (MsgType === NOTICE) return "notice";
  if (MsgType === STATUS) return "technical";
  return isMedia(MsgType) ? "incomplete" : "message-type";
}

function unknown(callback: VendorCallback, reason: UnknownReason): Extract<MessageBody, { kind: "unknown" }> {
  return { kind: "unknown", raw: callback.raw, reason };
}

/**
 * What can be read of it tells its chat and its time. Without an id, the same callback once more is the same message.
 */
function unreadable(callback: VendorCallback & { type: "unreadable" }, receivedAt: number): InboundMessage {
  const { data } = callback;
  const head = data ? addressOf(callback, data, receivedAt).head : normalizeEvent(callback, receivedAt);
  const hasId = head.newMsgId !== undefined || head.msgId !== undefined;
  const identity = hasId
    ? {}
    : {
        vendorKey: `raw-${sha256Hex(JSON.stringify(callback.raw)).slice(0, 32)}`,
        ...(data ? {} : { undated: true as const }),
      };
  return { ...head, ...identity, ...unknown(callback, "unreadable") };
}

/** A pat in a group comes from the group; its author stands inside. */
function authored(message: InboundMessage): InboundMessage {
  if (message.kind !== "pat") return message;
  if (message.from === "") return { ...message, from: message.sender };
  if (message.sender !== "") return message;
  return { ...message, sender: message.from, fromSelf: message.from !== "" && message.from === message.wxid };
}
