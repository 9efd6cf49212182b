import { describe, expect, it } from "vitest";
import { ACCOUNT, aCallback, aMessage, FRIEND, MEMBER, ROOM } from "../../../../support/callbacks/a-callback.ts";
import { messageXml } from "../../../../support/callbacks/message-xml.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";

function group(sender: string) {
  return { conversationId: ROOM, chat: "group", sender };
}

describe("whose message it is", () => {
  it("takes the sender of a group's message from the prefix", () => {
    expect(normalizeBody(aCallback.text({ room: ROOM, text: "早\n:\n好" }))).toMatchObject({
      ...group(MEMBER),
      kind: "text",
      text: "早\n:\n好",
      fromSelf: false,
    });
    expect(normalizeBody(aCallback.image({ room: ROOM, author: "some-name@openim" }))).toMatchObject({
      kind: "image",
      sender: "some-name@openim",
      xml: messageXml.image(),
    });
  });

  it("knows a group's text without a sender", () => {
    expect(normalizeBody(aMessage(1, "hi", { from: ROOM }))).toMatchObject({ ...group(""), kind: "text", text: "hi" });
    expect(normalizeBody(aMessage(1, `${ROOM}:\nhi`, { from: ROOM }))).toMatchObject({ ...group(""), text: "hi" });
  });

  it("knows what the account itself sent from its phone", () => {
    const self = ACCOUNT.wxid;
    expect(normalizeBody(aCallback.text({ from: self, to: FRIEND }))).toMatchObject({
      conversationId: FRIEND,
      sender: self,
      fromSelf: true,
    });
    expect(normalizeBody(aCallback.text({ from: self, to: ROOM }))).toMatchObject({ ...group(self), fromSelf: true });
    expect(normalizeBody(aCallback.text({ room: ROOM, author: self }))).toMatchObject({
      ...group(self),
      fromSelf: true,
      text: "你好",
    });
  });

  it("never cuts a text of a private chat or of one's own, however it begins", () => {
    const text = `${MEMBER}:\n<hi>`;
    expect(normalizeBody(aCallback.text({ text }))).toMatchObject({ text, sender: FRIEND });
    expect(normalizeBody(aCallback.text({ text, from: ACCOUNT.wxid, to: ROOM }))).toMatchObject({
      text,
      sender: ACCOUNT.wxid,
    });
  });

  it("cuts a prefix before XML wherever it stands", () => {
    const xml = messageXml.revoke();
    expect(normalizeBody(aMessage(10_002, `${ROOM}:\n${xml}`, { from: ACCOUNT.wxid, to: ROOM }))).toMatchObject({
      kind: "revoke",
      ...group(ACCOUNT.wxid),
    });
    expect(normalizeBody(aMessage(10_002, `${MEMBER}:\r\n${xml}`, { from: ROOM }))).toMatchObject({
      kind: "revoke",
      ...group(MEMBER),
    });
    expect(normalizeBody(aMessage(49, `${FRIEND}:\n${messageXml.file()}`))).toMatchObject({
      kind: "file",
      xml: messageXml.file(),
    });
    expect(normalizeBody(aMessage(10_002, `${FRIEND}:\nno xml`))).toMatchObject({ kind: "unknown" });
  });

  it("knows one's own group messages without a Wxid", () => {
    const { Wxid: _, ...body } = aCallback.text({ from: FRIEND, to: ROOM });
    expect(normalizeBody(body)).toMatchObject({ ...group(FRIEND), fromSelf: true });
    const { Wxid: __, ...other } = aCallback.text();
    expect(normalizeBody(other)).toMatchObject({ conversationId: FRIEND, fromSelf: false, wxid: "" });
  });

  it("takes the author of a group's pat from inside", () => {
    const pat = (from: string) => aMessage(10_002, `${ROOM}:\n${messageXml.pat({ from })}`, { from: ROOM });
    expect(normalizeBody(pat(MEMBER))).toMatchObject({ kind: "pat", ...group(MEMBER), fromSelf: false });
    expect(normalizeBody(pat(ACCOUNT.wxid))).toMatchObject({ kind: "pat", ...group(ACCOUNT.wxid), fromSelf: true });
    expect(normalizeBody(pat(""))).toMatchObject({ kind: "pat", ...group(""), fromSelf: false });
  });

  it("cuts a prefix behind white space or a byte order mark", () => {
    for (const before of ["\ufeff", "\r\n", " \t"]) {
      expect(normalizeBody(aMessage(10_002, `${before}${ROOM}:\n${messageXml.todo()}`, { from: ROOM })).kind).toBe(
        "group-todo",
      );
      expect(normalizeBody(aMessage(1, `${before}${MEMBER}:\n hi`, { from: ROOM }))).toMatchObject({
        ...group(MEMBER),
        text: " hi",
      });
    }
  });
});
