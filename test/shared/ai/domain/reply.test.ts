import { describe, expect, it } from "vitest";
import { moderateByWords } from "../../../../shared/ai/domain/moderation.ts";
import { usableReply } from "../../../../shared/ai/domain/reply.ts";
import { aiTaskGroup } from "../../../../shared/ai/domain/task.ts";
import { cpuMsOf } from "../../../support/cpu-time.ts";

const read = (text: string, finishReason?: string) =>
  usableReply({ text, ...(finishReason === undefined ? {} : { finishReason }) }, 2000);

describe("what a model says", () => {
  it.each([
    ["  好的。\r\n\r\n\r\n\r\n再见 ", "好的。\n\n再见"],
    ["<think>用户在问\n时间</think>\n九点", "九点"],
    ["<reasoning>hm</reasoning>ok", "ok"],
    ["<user_message>九点</user_message>", "九点"],
    ['<user_message from="小明">九点', "九点"],
    ["九\u0000点\u0007", "九点"],
    ["👍", "👍"],
    ["哈哈哈哈哈哈", "哈哈哈哈哈哈"],
  ])("%j is sent as %j", (text, sent) => expect(read(text)).toEqual({ text: sent }));

  it.each([
    ["", "nonsense"],
    ["……!!!", "nonsense"],
    ["<think>没完没了</think>", "nonsense"],
    ["好的，".repeat(100), "nonsense"],
    ["字".repeat(2001), "too-long"],
  ])("%.20s is %s", (text, failure) => expect(read(text)).toEqual({ failure }));

  it("is judged quickly, whatever it is", () => {
    const awkward = ["a".repeat(11), "<user_message", "<think>", "ab", " \n", "<"].map((piece) => piece.repeat(40_000));
    const spent = cpuMsOf(() => {
      for (const text of awkward) usableReply({ text }, 1_000_000);
    });
    expect(spent).toBeLessThan(10_000);
  });
});

describe("words that are blocked", () => {
  const judge = (text: string, onMatch: "block" | "replace" = "block", blockedWords = ["违禁", "BadWord", "a.b*"]) =>
    moderateByWords(text, { blockedWords, onMatch });

  it.each(["有违禁品", "违 禁", "违\u200b禁", "ＢＡＤword", "bad\nword", "xa.b*x"])("are found in %j", (text) =>
    expect(judge(text)).toEqual({ verdict: "block", reason: "blocked-word" }),
  );

  it.each(["没问题", "违法", "aXbb", ""])("are not found in %j", (text) =>
    expect(judge(text)).toEqual({ verdict: "allow" }),
  );

  it("are starred out as they stand, or block where they hide", () => {
    expect(judge("违禁和badWORD和a.b*", "replace")).toEqual({ verdict: "replace", text: "**和*******和****" });
    expect(judge("违 禁", "replace")).toEqual({ verdict: "block", reason: "blocked-word" });
    expect(judge("没问题", "replace")).toEqual({ verdict: "allow" });
    expect(judge("随便", "block", [])).toEqual({ verdict: "allow" });
  });
});

it("the message group of a question is its conversation, in a form that SQS takes", () => {
  const group = (conversationId: string) => aiTaskGroup({ appId: "wx_a", conversationId });
  expect(group("123@chatroom")).toBe("wx_a#123@chatroom");
  expect(group("长".repeat(3000))).toMatch(/^ai#[0-9a-f]{64}$/);
  expect(group("a b")).not.toBe(group("a  b"));
});
