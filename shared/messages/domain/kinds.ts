import { priceText } from "./amounts.ts";
import type { Content } from "./content.ts";
import { appElement, asText, orText } from "./forwarding.ts";
import type { InboundMessage, MessageBody, MessageHead, MessageKind } from "./inbound-message.ts";
import { recordLines } from "./texts/record-lines.ts";
import { shownLine, shownQuote, shownText } from "./texts/shown-lines.ts";

type MessageOf<K extends MessageKind> = Extract<InboundMessage, { kind: K }>;

/** What a kind adds to the head. */
type BodyOf<K extends MessageKind> =
  MessageOf<K> extends infer M ? (M extends InboundMessage ? Omit<M, keyof MessageHead> : never) : never;

/** What the platform has to know of a kind of message. */
type Kind<K extends MessageKind> = {
  /** People send it. All other kinds are notices and events. */
  readonly sent: boolean;
  /**
   * What a person says by it: `words` in its `text`, which rules and the AI read, or a `thing` without words, which the
   * AI's history names. `nothing`: it is no part of what people say to each other.
   */
  readonly says: "words" | "thing" | "nothing";
  /** Words that rules read of a `thing`: what a voice says, the title of what was shared. Empty where there are none. */
  readonly words?: (body: BodyOf<K>) => string;
  /**
   * The line by which people and the AI read what came (in Chinese, as a chat's list shows it), where its words do not
   * say all. Kinds without words and without this are left out of what the AI reads.
   */
  readonly shown?: (body: BodyOf<K>) => string;
  /** What is sent to forward it, where the gateway can send the thing itself again. */
  readonly sendable?: (message: MessageOf<K>) => Content;
};

const WORDS = { sent: true, says: "words" } as const;
const THING = { sent: true, says: "thing" } as const;
/** People send it, and it is no part of what they say to each other in the chat. */
const ASIDE = { sent: true, says: "nothing" } as const;
const NOTICE = { sent: false, says: "nothing" } as const;
const TOLD = { ...NOTICE, shown: ({ notice }: { readonly notice: string }) => `[系统提示]${notice}` } as const;

const app = ({ xml }: { readonly xml: string }): Content => ({ type: "app", xml: appElement(xml) });
const titled = (label: string) => (body: { readonly title: string; readonly description: string }) =>
  shownLine(label, body.title, body.description);
const titleOf = ({ title }: { readonly title: string }) => title;
const wordsOfRecord = ({ title, items }: Pick<MessageOf<"chat-record">, "title" | "items">) =>
  [title, ...recordLines(items)].join("\n");
const recorded = (label: string) => (body: Pick<MessageOf<"chat-record">, "title" | "description" | "items">) =>
  body.items.length === 0 ? titled(label)(body) : [`[${label}]${body.title}`, ...recordLines(body.items)].join("\n");

const REFUND_LABELS = { finished: "退款到账", abnormal: "退款异常", closed: "退款关闭" } as const;

/** One row for each kind: a new kind does not compile without its row. */
const KINDS = {
  text: { ...WORDS, shown: shownText },
  quote: { ...WORDS, shown: shownQuote },
  "app-text": WORDS,
  solitaire: { ...WORDS, sendable: app },
  image: { ...THING, shown: () => "[图片]", sendable: ({ xml }) => ({ type: "forward", as: "image", xml }) },
  voice: {
    ...THING,
    words: ({ recognition = "" }) => recognition,
    shown: ({ recognition = "" }) => shownLine("语音", recognition),
  },
  video: { ...THING, shown: () => "[视频]", sendable: ({ xml }) => ({ type: "forward", as: "video", xml }) },
  emoji: { ...THING, shown: () => "[动画表情]", sendable: ({ md5, size = 0 }) => ({ type: "emoji", md5, size }) },
  location: {
    ...THING,
    shown: ({ name, label }) => shownLine("位置", name, label),
    sendable: ({ xml }) => ({ type: "location", xml }),
  },
  card: {
    ...THING,
    shown: ({ nickname }) => `[名片]${nickname}`,
    sendable: ({ username: wxid, nickname }) => ({ type: "card", wxid, nickname }),
  },
  link: {
    ...THING,
    words: titleOf,
    shown: ({ title, description, url }) => shownLine("链接", title, description, url),
    sendable: ({ xml }) => ({ type: "forward", as: "link", xml }),
  },
  file: {
    ...THING,
    words: titleOf,
    shown: ({ title }) => `[文件]${title}`,
    sendable: ({ xml }) => ({ type: "forward", as: "file", xml }),
  },
  "mini-program": {
    ...THING,
    words: titleOf,
    shown: ({ displayName, title }) => shownLine("小程序", displayName, title),
    sendable: app,
  },
  "video-channel": {
    ...THING,
    words: ({ description }) => description,
    shown: ({ nickname, description }) => shownLine("视频号", nickname, description),
  },
  "chat-record": { ...THING, words: wordsOfRecord, shown: recorded("聊天记录"), sendable: app },
  note: { ...THING, words: wordsOfRecord, shown: recorded("笔记"), sendable: app },
  music: { ...THING, words: titleOf, shown: titled("音乐"), sendable: app },
  "video-share": { ...THING, words: titleOf, shown: titled("视频分享"), sendable: app },
  "realtime-location": { ...THING, shown: ({ title }) => `[位置共享]${title}` },
  "channel-card": { ...THING, shown: ({ nickname }) => `[视频号名片]${nickname}`, sendable: app },
  live: {
    ...THING,
    words: ({ description }) => description,
    shown: ({ nickname, description }) => shownLine("直播", nickname, description),
    sendable: app,
  },
  "wecom-card": { ...THING, shown: ({ nickname, company }) => shownLine("企业微信名片", nickname, company) },
  call: { ...THING, shown: ({ media, text }) => `[${media === "video" ? "视频" : "语音"}通话]${text}` },
  transfer: { ...THING, shown: ({ feeText, memo }) => shownLine("转账", feeText, memo) },
  "red-packet": { ...THING, shown: ({ title }) => `[红包]${title}` },
  "red-packet-cover": { ...THING, shown: titled("红包封面") },
  "group-invitation": { ...THING, shown: ({ description }) => `[群聊邀请]${description}` },
  /** It comes from the system, not in the chat with the person who asks. */
  "friend-request": { ...ASIDE, shown: ({ nickname, content }) => shownLine("好友请求", nickname, content) },
  /** It goes to the whole group, as a notice does. */
  "group-announcement": { ...ASIDE, shown: ({ text }) => `[群公告]${text}` },
  "file-announced": NOTICE,
  "removed-from-group": TOLD,
  "group-renamed": TOLD,
  "group-owner-changed": TOLD,
  revoke: NOTICE,
  pat: { ...NOTICE, shown: ({ template }) => `[拍一拍]${template}` },
  "group-todo": { ...NOTICE, shown: ({ title }) => `[群待办]${title}` },
  "member-removed": TOLD,
  "member-left": TOLD,
  "group-joined": TOLD,
  "join-application": TOLD,
  "group-dismissed": TOLD,
  "friend-added": TOLD,
  "friend-lost": TOLD,
  "red-packet-notice": TOLD,
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
  event: NOTICE,
  payment: { ...NOTICE, shown: ({ total, currency }) => `[支付]${priceText(total, currency)}` },
  refund: {
    ...NOTICE,
    shown: ({ status, refund, currency }) => `[${REFUND_LABELS[status]}]${priceText(refund, currency)}`,
  },
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

/** Kinds of messages whose words rules read, if a message has some. */
export function wordedKinds(): MessageKind[] {
  return (Object.keys(KINDS) as MessageKind[]).filter((kind) => hasWords(kind) || rowOf(kind)?.words !== undefined);
}

/** Whether messages of a kind have words, in `text`. */
export function hasWords(kind: string): boolean {
  return rowOf(kind)?.says === "words";
}

/**
 * What the author of a message wrote or said, mentions left out, or the title of what was shared; undefined without
 * either.
 */
export function wordsIn(message: InboundMessage): string | undefined {
  if ("words" in message && message.words !== undefined) return message.words;
  return (
    textIn(message) ??
    (rowOf(message.kind)
      ?.words?.(message as never)
      .trim() ||
      undefined)
  );
}

/** The text of a message as its author wrote it, with its mentions; undefined for kinds that have no words. */
export function textIn(body: MessageBody): string | undefined {
  return hasWords(body.kind) ? (body as MessageOf<WordsKind>).text : undefined;
}

/** The line by which people and the AI read what came, or its words; empty for kinds without either. */
export function shownOf(body: MessageBody): string {
  return rowOf(body.kind)?.shown?.(body as never) ?? textIn(body) ?? "";
}

/** The same where it stands alone, in a quote or a forward: words as they were written, without what they quote. */
export function shownAlone(body: MessageBody): string {
  return textIn(body) ?? shownOf(body);
}

/** What is sent to forward a message: the thing itself, or a text that says what came; empty for notices and events. */
export function forwardedContents(message: InboundMessage): readonly Content[] {
  const row = rowOf(message.kind);
  if (!row?.sent) return [];
  const { sendable } = row;
  const text = shownAlone(message);
  return sendable ? orText(sendable(message as never), text) : asText(text);
}
