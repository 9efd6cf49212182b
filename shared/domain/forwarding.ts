import type { Content } from "./command.ts";
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
    case "video":
    case "file":
    case "link":
      return [{ type: "forward", as: message.kind, xml: message.xml }];
    case "location":
      return [{ type: "location", xml: message.xml }];
    case "emoji":
      return message.md5 && message.size
        ? [{ type: "emoji", md5: message.md5, size: message.size }]
        : asText("[动画表情]");
    case "card":
      return message.username
        ? [{ type: "card", wxid: message.username, nickname: message.nickname }]
        : asText("[名片]");
    case "mini-program":
      return asApp(message.xml, `[小程序]${message.title}`);
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
    case "group-dismissed":
    case "contact-changed":
    case "group-changed":
    case "contact-deleted":
    case "group-left":
    case "offline":
    case "unknown":
      return [];
    default:
      return message satisfies never;
  }
}

function asText(text: string): Content[] {
  return text === "" ? [] : [{ type: "text", text }];
}

/** The gateway's app message takes the `<appmsg>` element alone. */
function asApp(xml: string, fallback: string): Content[] {
  const start = xml.indexOf("<appmsg");
  const end = xml.indexOf("</appmsg>");
  return start >= 0 && end > start
    ? [{ type: "app", xml: xml.slice(start, end + "</appmsg>".length) }]
    : asText(fallback);
}
