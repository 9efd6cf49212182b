import { describe, expect } from "vitest";
import { aMessage, FRIEND, ROOM } from "../../../../../support/callbacks/a-callback.ts";
import { messageXml } from "../../../../../support/callbacks/message-xml.ts";
import { app, holds, inGroup, me } from "./case.ts";

const mentioned = { mentions: [me] };
const other = "wxid_cy0000000000009";

describe("a mention apart from the words", () => {
  holds([
    [
      "with a blank behind it",
      inGroup("@小助手 帮助", mentioned),
      { mentions: [me], words: "帮助", text: "@小助手 帮助" },
    ],
    ["with the client's sign behind it", inGroup("@小助手\u2005帮助", mentioned), { words: "帮助" }],
    ["with a blank in the name", inGroup("@小 助 手\u2005帮助", mentioned), { words: "帮助" }],
    ["with a full-width blank behind it", inGroup("@小助手\u3000帮助", mentioned), { words: "帮助" }],
    ["with a line break behind it", inGroup("@小助手\n帮助", mentioned), { words: "帮助" }],
    ["at the end", inGroup("帮助 @小助手", mentioned), { words: "帮助" }],
    ["at the end with the sign", inGroup("帮助@小助手\u2005", mentioned), { words: "帮助" }],
    ["in the middle", inGroup("请 @小助手\u2005帮助", mentioned), { words: "请 帮助" }],
    ["alone", inGroup("@小助手\u2005", mentioned), { words: "" }],
    ["alone without the sign", inGroup("@小助手", mentioned), { words: "" }],
    ["of two members", inGroup("@小助手\u2005@李四\u2005帮助", { mentions: [me, other] }), { words: "帮助" }],
    ["of two members with blanks", inGroup("@小助手 @李四 帮助", { mentions: [me, other] }), { words: "帮助" }],
    [
      "of two members around the words",
      inGroup("@李四\u2005帮助 @小助手", { mentions: [me, other] }),
      { words: "帮助" },
    ],
    ["twice of the same", inGroup("@小助手\u2005帮助@小助手\u2005", mentioned), { words: "帮助" }],
    ["of another one", inGroup("@李四\u2005帮助", { mentions: [other] }), { mentions: [other], words: "帮助" }],
    ["beside what is written by hand", inGroup("@小助手\u2005发给 @全体 看", mentioned), { words: "发给 @全体 看" }],
    [
      "beside an e-mail address",
      inGroup("@小助手 写信到 a.b@example.com", mentioned),
      { words: "写信到 a.b@example.com" },
    ],
    ["of all", inGroup("@所有人 开会", { mentions: ["notify@all"] }), { mentions: ["notify@all"], words: "开会" }],
    ["of all by the sign", inGroup("@所有人\u2005开会", { mentions: ["notify@all"] }), { words: "开会" }],
    ["of all, nothing behind it", inGroup("@所有人开会", { mentions: ["notify@all"] }), { words: "开会" }],
    [
      "of all, by an announcement",
      inGroup("@所有人 开会", { mentions: ["announcement@all"] }),
      { mentions: ["notify@all"] },
    ],
    ["with an emoji in the name", inGroup("@🤖助手👨‍👩‍👧\u2005帮助", mentioned), { words: "帮助" }],
    ["with several lines behind it", inGroup("@小助手\u2005第一行\n第二行", mentioned), { words: "第一行\n第二行" }],
    ["with a command", inGroup("@小助手\u2005/查询 2", mentioned), { words: "/查询 2" }],
    [
      "with the address of a page",
      inGroup("@小助手 看 https://a.example.com/@x", mentioned),
      { words: "看 https://a.example.com/@x" },
    ],
  ]);
});

describe("what is no mention", () => {
  holds([
    [
      "an e-mail address in a group",
      inGroup("写信到 service@example.com"),
      { text: "写信到 service@example.com", mentions: [] },
    ],
    [
      "an e-mail address, the account mentioned elsewhere",
      inGroup("a@example.com", mentioned),
      { text: "a@example.com" },
    ],
    ["a sign in a private chat", aMessage(1, "@小助手 帮助"), { kind: "text", text: "@小助手 帮助", mentions: [] }],
    ["a name by hand that nobody knows", inGroup("@小助手 帮助"), { text: "@小助手 帮助", mentions: [] }],
    ["a lone sign", inGroup("3 @ 5 元", mentioned), { text: "3 @ 5 元" }],
    ["the list of others without me", inGroup("@李四 帮助", { mentions: [other] }), { mentions: [other] }],
  ]);
});

describe("a mention that only the preview tells", () => {
  const said = { kind: "text", mentions: [me], words: "/查询 2" };
  holds([
    ["in Chinese", inGroup("@小助手 /查询 2", { preview: "李四在群聊中@了你" }), said],
    ["in Chinese, the older words", inGroup("@小助手 /查询 2", { preview: "李四在群聊中@你" }), said],
    ["in traditional Chinese", inGroup("@小助手 /查询 2", { preview: "李四在群組中提及了你" }), said],
    ["in English", inGroup("@小助手 /查询 2", { preview: "Li mentioned you in a group chat" }), said],
    ["with an empty list", inGroup("@小助手 /查询 2", { mentions: [], preview: "李四在群聊中@了你" }), said],
    [
      "of all",
      inGroup("@所有人 开会", { preview: "李四在群聊中@了所有人" }),
      { mentions: ["notify@all"], words: "开会" },
    ],
    [
      "not by what a person writes",
      inGroup("x 在群聊中@了你", { preview: "李四 : x 在群聊中@了你" }),
      { mentions: [] },
    ],
    [
      "not against the list",
      inGroup("@李四 帮助", { mentions: [other], preview: "李四在群聊中@了你" }),
      { mentions: [other] },
    ],
    [
      "not without a sign in the text",
      inGroup("帮助", { preview: "李四在群聊中@了你" }),
      { mentions: [], text: "帮助" },
    ],
  ]);
});

const quoteOf = (type: number | string, content: string, title = "价格多少") =>
  app(
    57,
    `<title>${title}</title><refermsg><type>${type}</type><svrid>6248850086047933767</svrid><fromusr>wxid_q</fromusr><chatusr>wxid_q</chatusr><displayname>张三</displayname><content>${content}</content></refermsg>`,
  );
const escaped = (xml: string) => xml.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const shows = (shown: string) => ({ kind: "quote", text: "价格多少", quoted: { shown, displayName: "张三" } });
const nested = '<?xml version="1.0"?>\n<msg><appmsg appid=""><title>33</title><type>57</type></appmsg></msg>';
const whole = messageXml.quote({ text: "内层" });

describe("a quote with what it quotes", () => {
  holds([
    ["a text", aMessage(49, quoteOf(1, "君不见黄河之水天上来")), shows("君不见黄河之水天上来")],
    ["a text with signs", aMessage(49, quoteOf(1, "<![CDATA[ABC & <b>]]>")), shows("ABC & <b>")],
    ["a picture", aMessage(49, quoteOf(3, escaped(messageXml.image()))), shows("[图片]")],
    ["a picture, not escaped", aMessage(49, quoteOf(3, messageXml.image())), shows("[图片]")],
    ["a recording", aMessage(49, quoteOf(34, escaped(messageXml.voice()))), shows("[语音]")],
    ["a video", aMessage(49, quoteOf(43, escaped(messageXml.video()))), shows("[视频]")],
    [
      "a place",
      aMessage(49, quoteOf(48, escaped(messageXml.location()))),
      shows("[位置]东方明珠 上海市浦东新区世纪大道1号"),
    ],
    [
      "a link",
      aMessage(49, quoteOf(49, escaped(messageXml.link()))),
      { quoted: { shown: expect.stringContaining("早报：今日要闻") } },
    ],
    [
      "a link, not escaped",
      aMessage(49, quoteOf(49, messageXml.link())),
      { quoted: { shown: expect.stringContaining("早报：今日要闻") } },
    ],
    ["a file", aMessage(49, quoteOf(49, escaped(messageXml.file()))), shows("[文件]季度报表.xlsx")],
    [
      "a quote that quotes nothing",
      aMessage(49, quoteOf(49, nested)),
      { kind: "quote", text: "价格多少", quoted: { type: 49, content: expect.stringContaining("33"), shown: "33" } },
    ],
    ["a quote", aMessage(49, quoteOf(49, escaped(whole))), shows("内层")],
    ["a quote, not escaped", aMessage(49, quoteOf(49, whole)), shows("内层")],
    [
      "a record",
      aMessage(49, quoteOf(49, escaped(messageXml.record([messageXml.dataItem()])))),
      shows("[聊天记录]群聊的聊天记录\n大哈: 价格怎么样"),
    ],
    ["nothing readable", aMessage(49, quoteOf(9999, "x")), shows("")],
    ["nothing at all", aMessage(49, quoteOf(1, "")), shows("")],
    [
      "a text, with a mention in a group",
      inGroup(quoteOf(1, "君不见", "@小助手 帮助"), { ...mentioned, type: 49 }),
      { kind: "quote", text: "@小助手 帮助", words: "帮助", mentions: [me] },
    ],
    [
      "by a person of WeCom",
      aMessage(49, quoteOf(1, "ABC", "<![CDATA[@小助手 帮助]]>"), {
        room: ROOM,
        author: "25984980000000000@openim",
        msgSource: `<msgsource><atuserlist>${me}</atuserlist></msgsource>`,
      }),
      { kind: "quote", sender: "25984980000000000@openim", words: "帮助", chat: "group" },
    ],
    [
      "in a private chat",
      aMessage(49, quoteOf(1, "ABC", "@小助手 帮助")),
      { kind: "quote", text: "@小助手 帮助", sender: FRIEND },
    ],
  ]);
});
