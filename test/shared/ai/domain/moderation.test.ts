import { describe, expect, it } from "vitest";
import { moderateByWords } from "../../../../shared/ai/domain/moderation.ts";
import { aiTaskGroup } from "../../../../shared/ai/domain/task.ts";

describe("words that are blocked", () => {
  const judge = (text: string, onMatch: "block" | "replace" = "block", blockedWords = ["违禁", "BadWord", "a.b*"]) =>
    moderateByWords(text, { blockedWords, onMatch });

  it.each(["有违禁品", "违 禁", "违\u200b禁", "違禁品", "ＢＡＤword", "bad\nword", "xa.b*x"])(
    "are found in %j",
    (text) => expect(judge(text)).toEqual({ verdict: "block", reason: "blocked-word" }),
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
