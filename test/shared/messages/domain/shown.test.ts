import { describe, expect, it } from "vitest";
import type { InboundMessage } from "../../../../shared/messages/domain/inbound-message.ts";
import { shownAlone, shownOf } from "../../../../shared/messages/domain/kinds.ts";
import { anInboundText } from "../../../support/builders.ts";

const { kind: _kind, text: _text, ...head } = anInboundText();
const page = { xml: "", description: "", url: "https://a.cn", thumbUrl: "", source: "" };
const items = [{ depth: 0, name: "大哈", time: "", text: "价格怎么样" }];

function aQuote(content: string, shown?: string): Extract<InboundMessage, { kind: "quote" }> {
  const quoted = {
    id: "1",
    type: 1,
    sender: "wxid_q",
    displayName: "张三",
    content,
    ...(shown === undefined ? {} : { shown }),
  };
  return { ...head, kind: "quote", xml: "", text: "什么意思？", quoted };
}

describe("the line by which people and the AI read a message", () => {
  it.each<[string, InboundMessage]>([
    ["你好", { ...head, kind: "text", text: "你好" }],
    ["帮助", { ...head, kind: "text", text: "@小助手 帮助", words: "帮助" }],
    ["满意[菜单选项 101]", { ...head, kind: "text", text: "满意", menuId: "101" }],
    ["[引用 张三]君不见黄河之水天上来\n什么意思？", aQuote("君不见黄河之水天上来", "君不见黄河之水天上来")],
    ["[引用 张三][图片]\n什么意思？", aQuote("<msg><img/></msg>", "[图片]")],
    ["[引用 张三]\n什么意思？", aQuote("<msg>", "")],
    ["[引用 张三]几点开门？\n什么意思？", aQuote("几点开门？")],
    ["[引用 张三]\n什么意思？", aQuote("<msg><img/></msg>")],
    ["[引用 张三]\n帮助", { ...aQuote("", ""), text: "@小助手 帮助", words: "帮助" }],
    ["[语音]营业时间。", { ...head, kind: "voice", xml: "", recognition: "营业时间。" }],
    ["[语音]", { ...head, kind: "voice", xml: "" }],
    ["[图片]", { ...head, kind: "image", xml: "", md5: "" }],
    [
      "[链接]秋季新品 全场八折 https://a.cn",
      { ...head, kind: "link", ...page, title: "秋季新品", description: "全场八折" },
    ],
    ["[文件]合同.pdf", { ...head, kind: "file", xml: "", title: "合同.pdf", extension: "pdf", md5: "" }],
    ["[位置]书店 广州市", { ...head, kind: "location", xml: "", name: "书店", label: "广州市" }],
    [
      "[聊天记录]群聊\n大哈: 价格怎么样",
      { ...head, kind: "chat-record", xml: "", title: "群聊", description: "", items },
    ],
    ["[系统提示]对方已不是好友", { ...head, kind: "friend-lost", notice: "对方已不是好友", cause: "not-friend" }],
    ["", { ...head, kind: "unsubscribe" }],
  ])("is %j", (shown, message) => expect(shownOf(message)).toBe(shown));

  it("has the beginning of what is long and quoted", () => {
    expect(shownOf(aQuote("长".repeat(5000)))).toHaveLength("[引用 张三]…\n什么意思？".length + 1000);
  });

  it("has the words as they were written where it stands alone", () => {
    expect(shownAlone({ ...aQuote("<msg/>"), text: "@小助手 帮助", words: "帮助" })).toBe("@小助手 帮助");
    expect(shownAlone({ ...head, kind: "image", xml: "", md5: "" })).toBe("[图片]");
  });
});
