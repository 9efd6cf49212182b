import { describe, expect } from "vitest";
import { ACCOUNT, aMessage, aNotice, FRIEND } from "../../../../../support/callbacks/a-callback.ts";
import { messageXml } from "../../../../../support/callbacks/message-xml.ts";
import { app, holds } from "./case.ts";

const shared = (title = "价格与标题") =>
  `<title>${title}</title><des>描述</des><url>https://b23.tv/abc?x=1&amp;y=2</url>`;
const said = { title: "价格与标题", description: "描述", url: "https://b23.tv/abc?x=1&y=2" };
const item = messageXml.dataItem;
const recordXml = (inner: string) => `<recordxml>${inner}</recordxml>`;
const inner = messageXml.recordInfo([item({ name: "内", inner: "<datadesc>里面</datadesc>" })], "里面的记录");
const line = (name: string, text: string, depth = 0) => ({ depth, name, text });

describe("app messages", () => {
  holds([
    ["a text shared by an app", aMessage(49, app(1, shared())), { kind: "app-text", text: "价格与标题" }],
    ["music", aMessage(49, app(3, shared())), { kind: "music", ...said }],
    ["music by its newer numbers", aMessage(49, app(76, shared())), { kind: "music", ...said }],
    ["music with a cover", aMessage(49, app(92, shared())), { kind: "music", ...said }],
    ["a video of another app", aMessage(49, app(4, shared())), { kind: "video-share", ...said }],
    ["a link", aMessage(49, app(5, shared("秋季新品发布"))), { kind: "link", title: "秋季新品发布" }],
    [
      "a sticker as app message",
      aMessage(49, app(8, "<appattach><emoticonmd5>0a</emoticonmd5><totallen>9</totallen></appattach>")),
      { kind: "emoji", md5: "0a", size: 9 },
    ],
    [
      "a realtime place",
      aMessage(49, app(17, "<title>我发起了位置共享</title>")),
      { kind: "realtime-location", title: "我发起了位置共享" },
    ],
    [
      "a note",
      aMessage(49, messageXml.record([item()], { type: "24", title: "笔记" })),
      { kind: "note", title: "笔记", items: [line("大哈", "价格怎么样")] },
    ],
    ["the card of a channel", aMessage(49, messageXml.channelCard()), { kind: "channel-card", nickname: "山里人" }],
    [
      "a solitaire",
      aMessage(49, app(53, shared("#接龙\n价格 1. 张三"))),
      { kind: "solitaire", text: "#接龙\n价格 1. 张三" },
    ],
    ["a pat", aMessage(49, messageXml.appPat()), { kind: "pat", from: FRIEND, to: ACCOUNT.wxid }],
    [
      "a pat without its record",
      aMessage(49, app(62, shared())),
      { kind: "pat", from: FRIEND, to: "", template: "价格与标题" },
    ],
    [
      "a live broadcast",
      aMessage(49, messageXml.live()),
      { kind: "live", liveId: "2060000000000000001", description: "今晚八点" },
    ],
    [
      "an announcement",
      aMessage(49, messageXml.appAnnouncement()),
      { kind: "group-announcement", text: "周六九点集合" },
    ],
    [
      "an announcement in its title",
      aMessage(49, app(87, shared())),
      { kind: "group-announcement", text: "价格与标题" },
    ],
    ["the cover of a red packet", aMessage(49, app(2003, shared())), { kind: "red-packet-cover", title: "价格与标题" }],
    ["of a type in no table", aMessage(49, app(9998, shared())), { kind: "unknown", reason: "app-message" }],
    ["of a type that is no number", aMessage(49, app("x", shared())), { kind: "unknown", reason: "app-message" }],
    ["without a type", aMessage(49, "<msg><appmsg/></msg>"), { kind: "unknown", reason: "incomplete" }],
    ["broken off", aMessage(49, app(53, shared()).slice(0, 90)), { kind: "unknown", reason: "incomplete" }],
  ]);
});

describe("a chat record", () => {
  holds([
    [
      "in CDATA",
      aMessage(49, messageXml.record([item()])),
      { kind: "chat-record", items: [line("大哈", "价格怎么样")] },
    ],
    [
      "escaped",
      aMessage(
        49,
        messageXml.record([item()], { write: (xml) => xml.replaceAll("&", "&amp;").replaceAll("<", "&lt;") }),
      ),
      { items: [line("大哈", "价格怎么样")] },
    ],
    [
      "not escaped",
      aMessage(49, messageXml.record([item()], { write: (xml) => xml })),
      { items: [line("大哈", "价格怎么样")] },
    ],
    [
      "of several messages",
      aMessage(49, messageXml.record([item(), item({ name: "小雨", inner: "<datadesc>十元</datadesc>" })])),
      { items: [line("大哈", "价格怎么样"), line("小雨", "十元")] },
    ],
    [
      "with a picture",
      aMessage(49, messageXml.record([item({ type: "2", inner: "" })])),
      { items: [line("大哈", "[图片]")] },
    ],
    [
      "with a file",
      aMessage(49, messageXml.record([item({ type: "8", inner: "<datatitle>报价.pdf</datatitle>" })])),
      { items: [line("大哈", "[文件]报价.pdf")] },
    ],
    [
      "with a link",
      aMessage(49, messageXml.record([item({ type: "5", inner: "<datatitle>新品</datatitle>" })])),
      { items: [line("大哈", "[链接]新品")] },
    ],
    [
      "with a record in it",
      aMessage(
        49,
        messageXml.record([item({ type: "17", inner: `<datatitle>里面的记录</datatitle>${recordXml(inner)}` })]),
      ),
      { items: [line("大哈", "[聊天记录]里面的记录"), line("内", "里面", 1)] },
    ],
    [
      "with an escaped record in it",
      aMessage(49, messageXml.record([item({ type: "17", inner: recordXml(inner.replaceAll("<", "&lt;")) })])),
      { items: [line("大哈", "[聊天记录]"), line("内", "里面", 1)] },
    ],
    [
      "with something new",
      aMessage(49, messageXml.record([item({ type: "777", inner: "<datadesc>？</datadesc>" })])),
      { items: [line("大哈", "？")] },
    ],
    [
      "without its list",
      aMessage(49, app(19, "<title>群聊的聊天记录</title><des>大哈: 价格怎么样</des>")),
      { kind: "chat-record", description: "大哈: 价格怎么样", items: [] },
    ],
    [
      "with a broken list",
      aMessage(49, app(19, "<title>x</title><recorditem><![CDATA[<recordinfo><data]]></recorditem>")),
      { kind: "chat-record", items: [] },
    ],
  ]);
});

describe("cards and calls", () => {
  holds([
    [
      "a person of WeCom",
      aMessage(66, messageXml.wecomCard()),
      { kind: "wecom-card", nickname: "客服小王", company: "某某公司", username: "25984980000000001@openim" },
    ],
    ["a card without its XML", aMessage(66, ""), { kind: "wecom-card", nickname: "" }],
    ["a voice call", aMessage(50, messageXml.call()), { kind: "call", media: "voice", text: "通话时长 00:33" }],
    [
      "a video call",
      aMessage(50, messageXml.call({ roomType: "0", text: "已取消" })),
      { kind: "call", media: "video", text: "已取消" },
    ],
    [
      "a ringing call",
      aMessage(53, "<voipinvitemsg><roomid>1</roomid><invitetype>1</invitetype></voipinvitemsg>"),
      { kind: "call", media: "voice" },
    ],
    ["a call of a group", aMessage(64, "{}"), { kind: "call", media: "" }],
    ["a call of a group as a notice", aNotice(10_000, '"张三"发起了语音通话'), { kind: "call", media: "voice" }],
    ["the end of a call as a notice", aNotice(10_000, "语音通话已经结束"), { kind: "call" }],
    ["a short video", aMessage(62, messageXml.video()), { kind: "video", durationSeconds: 3 }],
    ["what phones tell each other", aMessage(51, "<msg><op id='4'/></msg>"), { kind: "unknown", reason: "technical" }],
    ["a type in no table", aMessage(4711, "x"), { kind: "unknown", reason: "message-type" }],
    [
      "a technical message of the system",
      aMessage(10_002, '<sysmsg type="functionmsg"><x/></sysmsg>'),
      { kind: "unknown", reason: "technical" },
    ],
    [
      "a message of the system in no table",
      aMessage(10_002, '<sysmsg type="later"><x/></sysmsg>'),
      { kind: "unknown", reason: "system-message" },
    ],
    [
      "a friend request without its v3",
      aMessage(37, "<msg/>", { from: "fmessage" }),
      { kind: "unknown", reason: "incomplete", raw: expect.anything() },
    ],
  ]);
});
