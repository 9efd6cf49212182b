import { describe, expect, it } from "vitest";
import { parseCallbackBody } from "../../../../../../shared/adapters/wechat-api/normalize/callback-body.ts";
import { dedupKeyOf } from "../../../../../../shared/messages/domain/dedup-key.ts";
import { ACCOUNT, aCallback, FRIEND, ROOM, toJson } from "../../../../../support/callbacks/a-callback.ts";
import { messageXml } from "../../../../../support/callbacks/message-xml.ts";
import { normalizeBody } from "../../../../../support/callbacks/normalize-body.ts";
import { holds } from "./case.ts";

const { appId, wxid } = ACCOUNT;
const { Data } = aCallback.text({ text: "帮助" });
const ID = 7_000_001_795_878_313_429n;
const flat = {
  appid: appId,
  wxid,
  msgType: "TEXT",
  newMsgId: ID,
  msgId: 1_725_836_602,
  createTime: 1_795_878_313_424,
  fromUser: FRIEND,
  toUser: wxid,
  content: "帮助",
  isSelf: "false",
};
const text = { kind: "text", text: "帮助", appId, conversationId: FRIEND, sender: FRIEND, fromSelf: false };
const lowered = (value: unknown): unknown =>
  typeof value !== "object" || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).map(([key, member]) => [key.toLowerCase(), lowered(member)]));
const snake = { msg_id: 1, new_msg_id: ID, msg_type: 1, from_user_name: FRIEND, to_user_name: wxid, content: "帮助" };
const withData = (changes: object) => ({ TypeName: "AddMsg", Appid: appId, Wxid: wxid, Data: { ...Data, ...changes } });
const kept = (reason: string) => ({ kind: "unknown", reason, appId });

describe("an envelope", () => {
  holds([
    ["of the contract", { TypeName: "AddMsg", Appid: appId, Wxid: wxid, Data }, text],
    ["in lower case with an underscore", { appid: appId, type_name: "AddMsg", data: Data, Wxid: wxid }, text],
    ["all in lower case", lowered({ TypeName: "AddMsg", Appid: appId, Wxid: wxid, Data }), text],
    ["in camel case", { appId, typeName: "AddMsg", wxid, data: Data }, text],
    [
      "with snakes inside",
      { app_id: appId, type_name: "add_msg", wxid, data: snake },
      { ...text, newMsgId: String(ID) },
    ],
    ["with Data as JSON text", { TypeName: "AddMsg", Appid: appId, Wxid: wxid, Data: toJson(Data) }, text],
    ["without a type, whose Data is a message", { Appid: appId, Wxid: wxid, Data }, text],
    ["that is flat", flat, { ...text, newMsgId: String(ID), sentAt: 1_795_878_313_000 }],
    ["that is flat, with numbers for types", { ...flat, msgType: 1 }, text],
    ["that is flat and without a wxid", { ...flat, wxid: undefined }, { ...text, wxid }],
    [
      "that is flat, from the account's phone",
      { ...flat, fromUser: wxid, toUser: FRIEND, isSelf: "true" },
      { ...text, sender: wxid, fromSelf: true },
    ],
    [
      "that is flat, from a group",
      { ...flat, fromUser: ROOM, content: `${FRIEND}:\n帮助` },
      { ...text, conversationId: ROOM, chat: "group" },
    ],
    ["that is flat, with a picture", { ...flat, msgType: "IMAGE", content: messageXml.image() }, { kind: "image" }],
    ["that is flat, with a link", { ...flat, msgType: "LINK", content: messageXml.link() }, { kind: "link" }],
    ["that is flat, with a quote", { ...flat, msgType: "quote", content: messageXml.quote() }, { kind: "quote" }],
    [
      "that is flat, with a mini program",
      { ...flat, msgType: "MINI_PROGRAM", content: messageXml.miniProgram() },
      { kind: "mini-program" },
    ],
    [
      "that is flat, with a notice",
      { ...flat, msgType: "SYSTEM", content: "收到红包，请在手机上查看" },
      { kind: "red-packet-notice" },
    ],
    [
      "that is flat, with a notice in XML",
      { ...flat, msgType: "SYSTEM", content: messageXml.revoke() },
      { kind: "revoke" },
    ],
    ["that is flat, of a type with no number", { ...flat, msgType: "HOLOGRAM" }, kept("unreadable")],
    ["of an event in lower case", { appid: appId, wxid, type_name: "offline" }, { kind: "offline", appId }],
    [
      "of a contact in lower case",
      lowered(aCallback["contact-changed"]()),
      { kind: "contact-changed", username: FRIEND },
    ],
    [
      "of a group that was left, in lower case",
      lowered(aCallback["group-left"]()),
      { kind: "group-left", conversationId: ROOM },
    ],
    ["with a type in no table", { TypeName: "SnsUpdate", Appid: appId, Data: { a: 1 } }, kept("event")],
    ["with nothing but an account", { Appid: appId }, kept("unreadable")],
    ["with an account in lower case, and nothing else", { appid: appId }, kept("unreadable")],
    ["whose Data is a list", { TypeName: "AddMsg", Appid: appId, Data: [] }, kept("unreadable")],
    ["whose Data is cut", { TypeName: "AddMsg", Appid: appId, Data: "{" }, kept("unreadable")],
    ["of a contact without Data", { TypeName: "ModContacts", Appid: appId }, kept("unreadable")],
    ["of a contact without a name", { TypeName: "ModContacts", Appid: appId, Data: {} }, kept("unreadable")],
  ]);
});

describe("a message's members", () => {
  const at = { sentAt: 1_795_878_313_000 };
  holds([
    ["time in seconds", withData({ CreateTime: 1_795_878_313 }), { ...text, ...at }],
    ["time in milliseconds", withData({ CreateTime: 1_795_878_313_424 }), { ...text, ...at }],
    ["time in digits", withData({ CreateTime: "1795878313424" }), { ...text, ...at }],
    [
      "time in halves",
      withData({ CreateTime: { high: 418, low: 589_000_000 } }),
      { ...text, sentAt: 1_795_885_329_000 },
    ],
    ["no time", withData({ CreateTime: null }), { ...text, undated: true }],
    ["a time that is none", withData({ CreateTime: "soon" }), { ...text, undated: true }],
    ["id as text", withData({ NewMsgId: String(ID) }), { ...text, newMsgId: String(ID) }],
    [
      "id in halves",
      withData({ NewMsgId: { high: 1_629_814_869, low: -1 } }),
      { ...text, newMsgId: "7000001565184491519" },
    ],
    ["id unreadable, another one readable", withData({ NewMsgId: "?" }), { ...text, msgId: "1040350001" }],
    ["no id at all", withData({ NewMsgId: 0, MsgId: 0 }), { ...kept("unreadable"), conversationId: FRIEND }],
    ["no sender", withData({ FromUserName: {} }), { ...kept("unreadable"), newMsgId: expect.any(String) }],
    ["no recipient", withData({ ToUserName: null }), kept("unreadable")],
    ["no type", withData({ MsgType: null }), kept("unreadable")],
    ["a type by name", withData({ MsgType: "text" }), text],
    ["a content that is a list", withData({ Content: [1] }), kept("unreadable")],
    ["a wxid that is a number", { ...withData({}), Wxid: 5 }, { ...text, wxid: "" }],
  ]);

  it("are kept whole where they cannot be read", () => {
    const body = withData({ Content: [1] });
    expect(normalizeBody(body)).toMatchObject({
      raw: { TypeName: "AddMsg", Data: { Content: [1], PushContent: "小博 : …" } },
    });
    const other = { ...flat, msgType: [], token: "secret" };
    expect(normalizeBody(other)).toMatchObject({ raw: { fromUser: FRIEND, content: "帮助", msgType: [] } });
    expect(JSON.stringify(normalizeBody(other))).not.toContain("secret");
  });

  it("without an id are the same message when they come again, and another one when they differ", () => {
    const keys = [{}, {}, { MsgSeq: 2 }].map((more) =>
      dedupKeyOf(normalizeBody(withData({ NewMsgId: 0, MsgId: 0, ...more }))),
    );
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).not.toBe(keys[2]);
  });

  it("are read behind a byte order mark", () => {
    const parsed = parseCallbackBody(`\ufeff${toJson(withData({}))}`);
    expect(parsed).toMatchObject({ type: "message", callback: { type: "AddMsg" } });
  });
});
