import { describe, expect, it } from "vitest";
import type { InboundMessage } from "../../../../../shared/messages/domain/inbound-message.ts";
import { reply } from "../../../../../shared/rules/domain/actions/reply.ts";
import { anAccount, anInboundText } from "../../../../support/builders.ts";

const context = (changes: { message?: InboundMessage; chosen?: number; channel?: "official" } = {}) => ({
  rule: { id: "hello", name: "Greeting" },
  message: changes.message ?? anInboundText(),
  account: anAccount(changes.channel ? { channel: changes.channel } : {}),
  render: (template: string) => template.replaceAll("{{x}}", "").replaceAll("{{date}}", "2026-03-10"),
  senderName: () => "张三",
  choose: (count: number) => (changes.chosen ?? 0) % count,
});
const contents = (action: object, changes: Parameters<typeof context>[0] = {}) =>
  reply.effects(reply.schema.parse({ type: "reply", ...action }), context(changes)).map((effect) => {
    if (effect.type !== "send") throw new Error(`a reply made a ${effect.type}`);
    return effect.content;
  });
const card = { type: "card", wxid: "gh_shop", nickname: "店铺" };
const inGroup = { message: anInboundText({ chat: "group", conversationId: "1@chatroom" }) };

describe("a reply", () => {
  it("may be several messages, in order, of any content", () => {
    const messages = [{ text: "今天是{{date}}" }, { content: card }, { text: "再见" }];
    expect(contents({ messages })).toEqual([
      { type: "text", text: "今天是2026-03-10" },
      card,
      { type: "text", text: "再见" },
    ]);
  });

  it("may be one of several", () => {
    const oneOf = [{ text: "一" }, { content: card }];
    expect(contents({ oneOf })).toEqual([{ type: "text", text: "一" }]);
    expect(contents({ oneOf }, { chosen: 1 })).toEqual([card]);
  });

  it("mentions the sender in its first text only", () => {
    const messages = [{ content: card }, { text: "一" }, { text: "二" }];
    expect(contents({ messages, mention: true }, inGroup)).toEqual([
      card,
      { type: "text", text: "一", mentions: ["wxid_friend"] },
      { type: "text", text: "二" },
    ]);
  });

  it("quotes the message in its first text where the channel can, and is a plain text elsewhere", () => {
    const messages = [{ content: card }, { text: "一" }, { text: "二" }];
    const quoting = { type: "app", xml: expect.stringMatching(/<title>一<.*<type>57<.*<displayname>张三</) };
    expect(contents({ messages, quote: true }, inGroup)).toEqual([card, quoting, { type: "text", text: "二" }]);
    const plain = { type: "text", text: "一" };
    expect(contents({ text: "一", quote: true }, { channel: "official" })).toEqual([plain]);
    const { kind: _kind, text: _text, ...head } = anInboundText();
    expect(contents({ text: "一", quote: true }, { message: { ...head, kind: "unsubscribe" } })).toEqual([plain]);
  });

  it("that quotes does not mention, and has a text", () => {
    const isFine = (action: object) => reply.schema.safeParse({ type: "reply", quote: true, ...action }).success;
    expect([isFine({ text: "一" }), isFine({ text: "一", mention: true }), isFine({ content: card })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("is nothing where its variables leave nothing to say", () => {
    expect(contents({ messages: [{ text: " {{x}} " }, { text: "好{{x}}" }] })).toEqual([{ type: "text", text: "好" }]);
  });

  it.each([
    [{ text: "a", messages: [{ text: "b" }] }],
    [{ messages: [] }],
    [{ oneOf: [{}] }],
    [{ oneOf: [{ text: "a", content: card }] }],
    [{ oneOf: [{ content: card }], mention: true }],
  ])("cannot be %j", (action) => {
    expect(reply.schema.safeParse({ type: "reply", ...action }).success).toBe(false);
  });

  it("tells its texts and its faults by their paths", () => {
    const parse = (action: object) => reply.schema.parse({ type: "reply", ...action });
    const places = (action: object) => reply.templates?.(parse(action)).map(({ path }) => path);
    expect(places({ text: "a" })).toEqual(["text"]);
    expect(places({ content: { type: "text", text: "a" } })).toEqual(["content.text"]);
    expect(places({ oneOf: [{ content: card }, { text: "a" }] })).toEqual(["oneOf.1.text"]);
    const broken = { content: { type: "app", xml: "<appmsg>" } };
    expect(reply.faults?.(parse({ messages: [{ text: "a" }, broken] }))).toMatchObject([
      { path: "messages.1.content.xml" },
    ]);
  });
});
