import type { InboundMessage, MessageBody } from "../../../messages/domain/inbound-message.ts";
import { type Addressed, addressOf, TEXT } from "./address.ts";
import { normalizeAppMessage } from "./app-message.ts";
import type { AddMsgData, VendorCallback } from "./callback-body.ts";
import { normalizeContact, normalizeEvent } from "./event.ts";
import { normalizeMedia } from "./media.ts";
import { normalizeNotice } from "./notice.ts";
import { normalizeSystemMessage } from "./system-message.ts";

/**
 * Turns a checked callback into the one form that rules, journal and replies know. `receivedAt` (epoch milliseconds) is
 * the time of a kind that carries no time of its own. Never throws. The part of the callback that tells its kind
 * decides alone; other parts that are missing become empty. Where that part itself is missing or in malformed XML, the
 * kind is `unknown`, which keeps the callback's `{TypeName, Data}` as `raw`.
 *
 * Kinds and their tests: WechatApi's callback documentation (`MsgType`, `appmsg.type`, `sysmsg type`).
 */
export function normalizeCallback(callback: VendorCallback, receivedAt: number): InboundMessage {
  switch (callback.type) {
    case "AddMsg": {
      const addressed = addressOf(callback, callback.data, receivedAt);
      const body = bodyOf(callback.data, addressed) ?? unknown(callback);
      return authored({ ...addressed.head, ...body });
    }
    case "ModContacts":
    case "DelContacts":
      return (
        normalizeContact(callback, receivedAt) ?? { ...normalizeEvent(callback, receivedAt), ...unknown(callback) }
      );
    case "Offline":
      return { ...normalizeEvent(callback, receivedAt), kind: "offline" };
    case "other":
      return { ...normalizeEvent(callback, receivedAt), ...unknown(callback) };
  }
}

function bodyOf(data: AddMsgData, { head, content }: Addressed): MessageBody | undefined {
  switch (data.MsgType) {
    case TEXT:
      return { kind: "text", text: content };
    case 49:
      return normalizeAppMessage(content);
    case 10_000:
      return head.chat === "group" ? normalizeNotice(content, head.wxid) : undefined;
    case 10_002:
      return normalizeSystemMessage(content, head);
    default:
      return normalizeMedia(data, content);
  }
}

function unknown(callback: VendorCallback): { kind: "unknown"; raw: unknown } {
  return { kind: "unknown", raw: callback.raw };
}

/** A pat in a group comes from the group; its author stands inside. */
function authored(message: InboundMessage): InboundMessage {
  if (message.kind !== "pat" || message.sender !== "") return message;
  return { ...message, sender: message.from, fromSelf: message.from !== "" && message.from === message.wxid };
}
