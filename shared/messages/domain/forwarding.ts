import { CONTENT_LIMIT, type Content, contentSchema, TEXT_LIMIT } from "./content.ts";
import type { InboundMessage } from "./inbound-message.ts";

/**
 * What is sent to forward a message: the thing itself where the gateway can send it again, else a line of text that
 * says what came (in Chinese, for the people who read the chat). Notices and account events give nothing.
 */
export function forwardedContents(message: InboundMessage): readonly Content[] {
  switch (message.kind) {
    case "text":
    case "quote":
      return asText(message.text);
    case "image":
      return orText({ type: "forward", as: "image", xml: message.xml }, "[图片]");
    case "video":
      return orText({ type: "forward", as: "video", xml: message.xml }, "[视频]");
    case "file":
      return orText({ type: "forward", as: "file", xml: message.xml }, `[文件]${message.title}`);
    case "link":
      return orText({ type: "forward", as: "link", xml: message.xml }, `[链接]${message.title} ${message.url}`.trim());
    case "location":
      return orText({ type: "location", xml: message.xml }, `[位置]${message.name} ${message.label}`.trim());
    case "emoji":
      return orText({ type: "emoji", md5: message.md5, size: message.size ?? 0 }, "[动画表情]");
    case "card":
      return orText({ type: "card", wxid: message.username, nickname: message.nickname }, `[名片]${message.nickname}`);
    case "mini-program":
      return orText({ type: "app", xml: appElement(message.xml) }, `[小程序]${message.title}`);
    case "video-channel":
      return asText(`[视频号]${message.nickname} ${message.description}`.trim());
    case "voice":
      return asText("[语音]");
    case "transfer":
      return asText(`[转账]${message.feeText}`);
    case "red-packet":
      return asText(`[红包]${message.title}`);
    case "group-invitation":
      return asText(`[群聊邀请]${message.description}`);
    case "friend-request":
      return asText(`[好友请求]${message.nickname} ${message.content}`.trim());
    case "group-announcement":
      return asText(`[群公告]${message.text}`);
    case "file-announced":
    case "removed-from-group":
    case "group-renamed":
    case "group-owner-changed":
    case "revoke":
    case "pat":
    case "group-todo":
    case "member-removed":
    case "group-joined":
    case "group-dismissed":
    case "contact-changed":
    case "group-changed":
    case "contact-deleted":
    case "group-left":
    case "offline":
    case "subscribe":
    case "unsubscribe":
    case "scan":
    case "menu-click":
    case "menu-view":
    case "location-reported":
    case "send-result":
    case "subscription-choice":
    case "user-info-changed":
    case "unknown":
      return [];
    default:
      return message satisfies never;
  }
}

/** A text to send, cut at 10,000 characters. */
export function textContent(text: string): Extract<Content, { type: "text" }> {
  if (text.length <= TEXT_LIMIT) return { type: "text", text };
  const kept = text.slice(0, TEXT_LIMIT - 1).replace(/[\uD800-\uDBFF]$/, "");
  return { type: "text", text: `${kept}…` };
}

function asText(text: string): Content[] {
  return text === "" ? [] : [textContent(text)];
}

/** `content`, or the label where the vendor left out what it takes, or where it is too large for a command. */
function orText(content: Content, label: string): Content[] {
  const empty = content.type === "emoji" && content.size <= 0;
  const sendable = !empty && contentSchema.safeParse(content).success;
  return sendable && Buffer.byteLength(JSON.stringify(content)) <= CONTENT_LIMIT ? [content] : asText(label);
}

/** The gateway's app message takes the `<appmsg>` element alone; empty where there is none. */
function appElement(xml: string): string {
  const start = xml.indexOf("<appmsg");
  const end = xml.indexOf("</appmsg>");
  return start >= 0 && end > start ? xml.slice(start, end + "</appmsg>".length) : "";
}
