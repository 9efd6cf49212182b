import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { childOf, parseWellFormedXml, textOf } from "../../../../../shared/kernel/domain/xml.ts";
import { messageContentSchema } from "../../../../../shared/messages/domain/content.ts";
import { contentFaults } from "../../../../../shared/messages/domain/content-faults.ts";
import { inboundMessageSchema } from "../../../../../shared/messages/domain/inbound-message.ts";
import { hasWords, isThing } from "../../../../../shared/messages/domain/kinds.ts";
import { quotable, quotingContent, textQuoting } from "../../../../../shared/messages/domain/texts/quoting.ts";
import { anInboundText } from "../../../../support/builders.ts";

const xmlOf = (text: string, message = anInboundText()) => {
  const quoted = quotable(message, "张三 & <李四>");
  const content = quoted && quotingContent(text, quoted);
  if (content?.type !== "app") throw new Error("a text can be quoted");
  expect(contentFaults(messageContentSchema.parse(content))).toEqual([]);
  return content.xml;
};

describe("a text that quotes", () => {
  it("names the message, its chat, its writer and its words, as WeChat's clients do", () => {
    const group = { chat: "group" as const, conversationId: "1@chatroom", sender: "wxid_a" };
    const message = anInboundText({ ...group, newMsgId: "7000000000000000001", text: "几点<开门>&？" });
    const root = parseWellFormedXml(xmlOf("9 点\n<b>", message));
    expect([textOf(root, "title"), textOf(root, "type")]).toEqual(["9 点\n<b>", "57"]);
    const refermsg = childOf(root, "refermsg");
    const read = (name: string) => textOf(refermsg, name);
    expect(["type", "svrid", "fromusr", "chatusr", "displayname", "content"].map(read)).toEqual([
      "1",
      "7000000000000000001",
      "1@chatroom",
      "wxid_a",
      "张三 & <李四>",
      "几点<开门>&？",
    ]);
    expect(read("createtime")).toMatch(/^\d{10}$/);
  });

  it("is read back, whatever it says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), fc.string({ unit: "binary" }), (text, words) => {
        const xml = xmlOf(text, anInboundText({ text: words }));
        const kept = text.replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");
        expect(textQuoting(xml)).toBe(kept);
        expect(parseWellFormedXml(xml)?.name).toBe("appmsg");
      }),
    );
    expect(textQuoting("<appmsg><title>x</title><type>5</type></appmsg>")).toBeUndefined();
  });

  it("quotes pictures and app messages by their XML, and no notices or messages without an id or a writer", () => {
    const { kind: _kind, text: _text, ...head } = anInboundText({ newMsgId: "7" });
    expect(quotable({ ...head, kind: "image", xml: "<msg/>", md5: "" }, "甲")).toMatchObject({
      type: 3,
      content: "<msg/>",
    });
    expect(quotable({ ...head, kind: "image", xml: "x".repeat(20_000), md5: "" }, "甲")).toMatchObject({ content: "" });
    expect(quotable({ ...head, kind: "unsubscribe" }, "甲")).toBeUndefined();
    expect(quotable({ ...anInboundText(), sender: "" }, "甲")).toBeUndefined();
    const { newMsgId: _id, ...without } = anInboundText();
    expect(quotable(without, "甲")).toBeUndefined();
  });

  it("quotes every kind that people say or share in a chat", () => {
    const kinds = inboundMessageSchema.options.map((option) => option.shape.kind.value);
    const message = { ...anInboundText({ newMsgId: "7" }), xml: "<msg/>" };
    const quoted = kinds.filter((kind) => quotable({ ...message, kind } as never, "甲") !== undefined);
    expect(quoted).toEqual(kinds.filter((kind) => (hasWords(kind) || isThing(kind)) && kind !== "call"));
  });
});
