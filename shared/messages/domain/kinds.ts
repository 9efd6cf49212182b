import type { Content } from "./content.ts";
import { appElement, asText, orText } from "./forwarding.ts";
import type { InboundMessage, MessageKind } from "./inbound-message.ts";

type MessageOf<K extends MessageKind> = Extract<InboundMessage, { kind: K }>;

/** What the platform has to know of a kind of message. */
type Kind<K extends MessageKind> = {
  /** People send it. All other kinds are notices and events. */
  readonly sent: boolean;
  /**
   * What a person says by it: `words` in its `text`, which rules and the AI read, or a `thing` without words, which the
   * AI's history names. `nothing`: it is no part of what people say to each other.
   */
  readonly says: "words" | "thing" | "nothing";
  /**
   * What is sent to forward it: the thing itself where the gateway can send it again, otherwise a line of text that says
   * what came (in Chinese, for the people who read the chat). Kinds without it forward nothing.
   */
  readonly forward?: (message: MessageOf<K>) => readonly Content[];
};

const NOTICE = { sent: false, says: "nothing" } as const;

/** One row for each kind: a new kind does not compile without its row. */
const KINDS = {
  text: { sent: true, says: "words", forward: ({ text }) => asText(text) },
  quote: { sent: true, says: "words", forward: ({ text }) => asText(text) },
  image: { sent: true, says: "thing", forward: ({ xml }) => orText({ type: "forward", as: "image", xml }, "[图片]") },
  voice: { sent: true, says: "thing", forward: () => asText("[语音]") },
  video: { sent: true, says: "thing", forward: ({ xml }) => orText({ type: "forward", as: "video", xml }, "[视频]") },
  emoji: {
    sent: true,
    says: "thing",
    forward: ({ md5, size = 0 }) => orText({ type: "emoji", md5, size }, "[动画表情]"),
  },
  location: {
    sent: true,
    says: "thing",
    forward: ({ xml, name, label }) => orText({ type: "location", xml }, `[位置]${name} ${label}`.trim()),
  },
  card: {
    sent: true,
    says: "thing",
    forward: ({ username: wxid, nickname }) => orText({ type: "card", wxid, nickname }, `[名片]${nickname}`),
  },
  link: {
    sent: true,
    says: "thing",
    forward: ({ xml, title, url }) => orText({ type: "forward", as: "link", xml }, `[链接]${title} ${url}`.trim()),
  },
  file: {
    sent: true,
    says: "thing",
    forward: ({ xml, title }) => orText({ type: "forward", as: "file", xml }, `[文件]${title}`),
  },
  "mini-program": {
    sent: true,
    says: "thing",
    forward: ({ xml, title }) => orText({ type: "app", xml: appElement(xml) }, `[小程序]${title}`),
  },
  "video-channel": {
    sent: true,
    says: "thing",
    forward: ({ nickname, description }) => asText(`[视频号]${nickname} ${description}`.trim()),
  },
  transfer: { sent: true, says: "thing", forward: ({ feeText }) => asText(`[转账]${feeText}`) },
  "red-packet": { sent: true, says: "thing", forward: ({ title }) => asText(`[红包]${title}`) },
  "group-invitation": { sent: true, says: "thing", forward: ({ description }) => asText(`[群聊邀请]${description}`) },
  /** It comes from the system, not in the chat with the person who asks. */
  "friend-request": {
    sent: true,
    says: "nothing",
    forward: ({ nickname, content }) => asText(`[好友请求]${nickname} ${content}`.trim()),
  },
  /** It goes to the whole group, as a notice does. */
  "group-announcement": { sent: true, says: "nothing", forward: ({ text }) => asText(`[群公告]${text}`) },
  "file-announced": NOTICE,
  "removed-from-group": NOTICE,
  "group-renamed": NOTICE,
  "group-owner-changed": NOTICE,
  revoke: NOTICE,
  pat: NOTICE,
  "group-todo": NOTICE,
  "member-removed": NOTICE,
  "group-joined": NOTICE,
  "group-dismissed": NOTICE,
  "contact-changed": NOTICE,
  "group-changed": NOTICE,
  "contact-deleted": NOTICE,
  "group-left": NOTICE,
  offline: NOTICE,
  subscribe: NOTICE,
  unsubscribe: NOTICE,
  scan: NOTICE,
  "menu-click": NOTICE,
  "menu-view": NOTICE,
  "location-reported": NOTICE,
  "send-result": NOTICE,
  "subscription-choice": NOTICE,
  "user-info-changed": NOTICE,
  unknown: NOTICE,
} as const satisfies { readonly [K in MessageKind]: Kind<K> };

type Kinds = typeof KINDS;
type SentKind = { [K in MessageKind]: Kinds[K]["sent"] extends true ? K : never }[MessageKind];
type WordsKind = { [K in MessageKind]: Kinds[K]["says"] extends "words" ? K : never }[MessageKind];

/** Kinds that people send, in the order of the table. */
export function sentKinds(): SentKind[] {
  return (Object.keys(KINDS) as MessageKind[]).filter((kind): kind is SentKind => KINDS[kind].sent);
}

/** The row of a kind. `kind` may come from a stored row: one that the platform does not know has no row. */
function rowOf(kind: string): Kind<never> | undefined {
  const rows: Readonly<Record<MessageKind, Kind<never>>> = KINDS;
  return Object.hasOwn(rows, kind) ? rows[kind as MessageKind] : undefined;
}

/** Whether people send messages of a kind. */
export function isSent(kind: string): boolean {
  return rowOf(kind)?.sent ?? false;
}

/** Whether a person says something by a message of a kind that has no words. */
export function isThing(kind: string): boolean {
  return rowOf(kind)?.says === "thing";
}

/** Whether messages of a kind have words, in `text`. */
export function hasWords(kind: string): boolean {
  return rowOf(kind)?.says === "words";
}

/** The words of a message as its author wrote them; undefined for kinds that have no words. */
export function wordsIn(message: InboundMessage): string | undefined {
  return hasWords(message.kind) ? (message as MessageOf<WordsKind>).text : undefined;
}

/** What is sent to forward a message; empty for notices and events. */
export function forwardedContents(message: InboundMessage): readonly Content[] {
  return rowOf(message.kind)?.forward?.(message as never) ?? [];
}
