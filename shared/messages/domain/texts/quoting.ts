import * as z from "zod";
import type { Content } from "../content.ts";
import type { InboundMessage, MessageKind } from "../inbound-message.ts";

/** Characters of XML that a quote carries along; of a longer message the quote shows only that there is one. */
const CONTENT_LIMIT = 16_000;

/** The vendor's `MsgType` of the kinds that can be quoted: what people say and share. WeChat's clients quote no calls. */
const TYPES: { readonly [K in MessageKind]?: number } = {
  text: 1,
  image: 3,
  voice: 34,
  card: 42,
  video: 43,
  emoji: 47,
  location: 48,
  link: 49,
  file: 49,
  "mini-program": 49,
  "video-channel": 49,
  quote: 49,
  "app-text": 49,
  solitaire: 49,
  music: 49,
  "video-share": 49,
  note: 49,
  "chat-record": 49,
  "realtime-location": 49,
  "channel-card": 49,
  live: 49,
  transfer: 49,
  "red-packet": 49,
  "red-packet-cover": 49,
  "group-invitation": 49,
  "wecom-card": 66,
};

/** What a quote says of the message that it quotes. */
export const quotableSchema = z.object({
  /** `NewMsgId`. */
  id: z.string(),
  /** `MsgType`. */
  type: z.int(),
  conversationId: z.string(),
  sender: z.string(),
  /** The writer's name, which the quote shows. */
  name: z.string(),
  /** The text, or the XML of other kinds. */
  content: z.string(),
  /** Epoch ms. */
  sentAt: z.number(),
});

export type Quotable = z.infer<typeof quotableSchema>;

/** A message as an answer can quote it; undefined for notices, events and messages without the vendor's id. */
export function quotable(message: InboundMessage, name: string): Quotable | undefined {
  const { newMsgId: id, conversationId, sender, sentAt } = message;
  const type = TYPES[message.kind];
  if (type === undefined || id === undefined || sender === "") return undefined;
  const written = message.kind === "text" ? message.text : "xml" in message ? message.xml : "";
  const content = written.length > CONTENT_LIMIT ? "" : written;
  return { id, type, conversationId, sender, name, content, sentAt };
}

/**
 * A text that quotes a message: the app message of type 57 that WeChat's clients write. The gateway's `postAppMsg` sends
 * it, so that every version of the sender knows it. In a group `fromusr` is the group and `chatusr` the writer.
 */
export function quotingContent(text: string, quoted: Quotable): Content {
  const { id, type, conversationId, sender, name, content, sentAt } = quoted;
  const refermsg = [
    element("type", String(type)),
    element("svrid", id),
    element("fromusr", conversationId),
    element("chatusr", sender),
    element("displayname", name),
    element("content", content),
    element("createtime", String(Math.floor(sentAt / 1000))),
  ].join("");
  const xml = `<appmsg appid="" sdkver="0">${element("title", text)}<des/><action>view</action><type>57</type><showtype>0</showtype><refermsg>${refermsg}</refermsg></appmsg>`;
  return { type: "app", xml };
}

/** The text of an app message that quotes; undefined for other app messages. */
export function textQuoting(xml: string): string | undefined {
  const title =
    /^<appmsg appid="" sdkver="0"><title>([^<]*)<\/title><des\/><action>view<\/action><type>57<\/type>/.exec(xml);
  return title?.[1]?.replace(/&(amp|lt|gt|#13);/g, (entity, name: string) => PLAIN[name] ?? entity);
}

const PLAIN: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", "#13": "\r" };
const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" };

/** Leaves out what XML 1.0 forbids. */
function element(name: string, text: string): string {
  const written = text
    .replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replace(/[&<>\r]/g, (sign) => ESCAPES[sign] ?? sign);
  return `<${name}>${written}</${name}>`;
}
