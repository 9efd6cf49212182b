import { describe, expect, it } from "vitest";
import { dedupKeyOf } from "../../../../../shared/messages/domain/dedup-key.ts";
import type { InboundMessage, MessageKind } from "../../../../../shared/messages/domain/inbound-message.ts";
import {
  aCallback,
  aMessage,
  type CallbackBody,
  MEMBER,
  type MessageParts,
  ROOM,
} from "../../../../support/callbacks/a-callback.ts";
import { messageXml } from "../../../../support/callbacks/message-xml.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";
import { personalKinds } from "../../../../support/callbacks/personal-kinds.ts";
import {
  contentOf,
  numberShapes,
  reshape,
  textShapes,
  withContent,
} from "../../../../support/callbacks/wire-shapes.ts";
import { xmlShapes } from "../../../../support/callbacks/xml-shapes.ts";

type Kind = Exclude<MessageKind, "unknown">;
type Row = [kind: Kind, body: (parts?: MessageParts) => CallbackBody];

/** Every kind, by the part that tells it. */
const byMsgType: Row[] = [
  ["text", aCallback.text],
  ["image", aCallback.image],
  ["voice", aCallback.voice],
  ["friend-request", aCallback["friend-request"]],
  ["card", aCallback.card],
  ["video", aCallback.video],
  ["emoji", aCallback.emoji],
  ["location", aCallback.location],
  ["wecom-card", aCallback["wecom-card"]],
  ["call", aCallback.call],
];
const byAppMessage: Row[] = [
  ["link", aCallback.link],
  ["group-invitation", aCallback["group-invitation"]],
  ["file", aCallback.file],
  ["file-announced", aCallback["file-announced"]],
  ["mini-program", aCallback["mini-program"]],
  ["video-channel", aCallback["video-channel"]],
  ["quote", aCallback.quote],
  ["transfer", aCallback.transfer],
  ["red-packet", aCallback["red-packet"]],
  ["app-text", aCallback["app-text"]],
  ["solitaire", aCallback.solitaire],
  ["music", aCallback.music],
  ["video-share", aCallback["video-share"]],
  ["note", aCallback.note],
  ["chat-record", aCallback["chat-record"]],
  ["realtime-location", aCallback["realtime-location"]],
  ["channel-card", aCallback["channel-card"]],
  ["live", aCallback.live],
  ["red-packet-cover", aCallback["red-packet-cover"]],
];
const byNotice: Row[] = [
  ["removed-from-group", aCallback["removed-from-group"]],
  ["group-renamed", aCallback["group-renamed"]],
  ["group-owner-changed", aCallback["group-owner-changed"]],
  ["member-left", aCallback["member-left"]],
];
const byChatNotice: Row[] = [
  ["friend-added", aCallback["friend-added"]],
  ["friend-lost", aCallback["friend-lost"]],
  ["red-packet-notice", aCallback["red-packet-notice"]],
];
const bySystemMessage: Row[] = [
  ["revoke", aCallback.revoke],
  ["pat", aCallback.pat],
  ["group-announcement", aCallback["group-announcement"]],
  ["group-todo", aCallback["group-todo"]],
  ["member-removed", aCallback["member-removed"]],
  ["group-joined", aCallback["group-joined"]],
  ["group-dismissed", aCallback["group-dismissed"]],
  ["join-application", aCallback["join-application"]],
];
const byTypeName: Row[] = [
  ["contact-changed", aCallback["contact-changed"]],
  ["group-changed", aCallback["group-changed"]],
  ["contact-deleted", aCallback["contact-deleted"]],
  ["group-left", aCallback["group-left"]],
  ["offline", aCallback.offline],
];

const messages = [...byMsgType, ...byAppMessage, ...byNotice, ...bySystemMessage];
const table = [...messages, ...byChatNotice, ...byTypeName];
/** Some kinds have a second form. */
const variants: Row[] = [
  ["mini-program", (parts) => aMessage(49, messageXml.miniProgram({ type: "36" }), parts)],
  ["group-announcement", (parts) => aMessage(49, messageXml.appAnnouncement(), parts)],
  ["pat", (parts) => aMessage(49, messageXml.appPat(), parts)],
];
const inXml = [...byMsgType, ...byAppMessage, ...bySystemMessage, ...variants].filter(([kind]) => kind !== "text");

/** 32 and 64 bits with and without the signs of both halves. */
const ids = [
  1n,
  0x8000_0000n,
  2n ** 53n + 1n,
  5n << 32n,
  4_207_115_583_920_461_873n,
  7_773_749_797_479_223_190n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** A message without its raw content. */
function meaningOf(message: InboundMessage): Record<string, unknown> {
  return { ...message, xml: undefined, raw: undefined };
}

describe("the kinds of callbacks", () => {
  it("are 49: 10 by MsgType, 19 app messages, 7 plain notices, 8 system messages, 5 events", () => {
    const parts = [byMsgType, byAppMessage, byNotice, byChatNotice, bySystemMessage, byTypeName];
    expect(parts.map((rows) => rows.length)).toEqual([10, 19, 4, 3, 8, 5]);
    expect(new Set([...table.map(([kind]) => kind), "unknown"])).toEqual(new Set(personalKinds));
    expect(table).toHaveLength(49);
  });

  it.each([...table, ...variants])("%s: in every shape of its numbers and texts", (kind, body) => {
    const original = normalizeBody(body());
    expect(original.kind).toBe(kind);
    for (const [numbers, number] of Object.entries(numberShapes)) {
      for (const [texts, text] of Object.entries(textShapes)) {
        const shaped = reshape(body(), { number: () => number, text: () => text });
        expect(normalizeBody(shaped), `numbers as ${numbers}, texts ${texts}`).toEqual(original);
      }
    }
  });

  it.each(messages)("%s: with its id exact in every shape", (kind, body) => {
    for (const id of ids) {
      for (const [name, number] of Object.entries(numberShapes)) {
        const message = normalizeBody(body({ id: number(id), msgId: number(id & 0xffff_ffffn) }));
        const found = [message.kind, message.newMsgId, dedupKeyOf(message)];
        expect(found, `${id} as ${name}`).toEqual([kind, String(id), String(id)]);
      }
    }
  });

  it.each(inXml)("%s: however its XML is written", (kind, body) => {
    const original = normalizeBody(body());
    for (const [name, write] of Object.entries(xmlShapes)) {
      const prefix = /^[\w@]+:\n/.exec(contentOf(body()))?.[0] ?? "";
      const changed = withContent(body(), (content) => prefix + write(content.slice(prefix.length)));
      const message = normalizeBody(changed);
      expect(message.kind, name).toBe(kind);
      expect(meaningOf(message), name).toEqual(meaningOf(original));
    }
  });

  it.each([...messages, ...variants])("%s: behind every prefix", (kind, body) => {
    const bare = withContent(body(), (content) => content.replace(/^[\w@]+:\n/, ""));
    const prefixes = ["", `${ROOM}:\n`, `${MEMBER}:\n`, `${ROOM}:\r\n`, `\ufeff${ROOM}:\n`, `${ROOM}:\n\n \t`];
    for (const prefix of prefixes) {
      const inGroup = { ...bare, Data: { ...bare.Data, FromUserName: { string: ROOM } } };
      const callback = kind === "friend-request" ? bare : inGroup;
      const message = normalizeBody(withContent(callback, (content) => prefix + content));
      expect(message.kind, JSON.stringify(prefix)).toBe(kind);
      if (callback === inGroup) expect(message).toMatchObject({ conversationId: ROOM, chat: "group" });
    }
  });
});
