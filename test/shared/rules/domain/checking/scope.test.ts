import { describe, expect, it } from "vitest";
import { scopeCovers } from "../../../../../shared/rules/domain/checking/scope.ts";
import type { Rule } from "../../../../../shared/rules/domain/rule.ts";
import { aRule } from "../../../../support/builders.ts";

const covers = (wide: Partial<Rule>, narrow: Partial<Rule> = {}) =>
  scopeCovers(aRule({ chat: "any", ...wide }), aRule({ chat: "any", ...narrow }));
const hours = { timeZone: "Asia/Shanghai", windows: [{ days: [1], from: "09:00", to: "18:00" }] } as never;

describe("which rule lets through all that another one does", () => {
  it.each<[string, Partial<Rule>, Partial<Rule>]>([
    ["any chat covers groups", {}, { chat: "group" }],
    ["groups cover mentions", { chat: "group" }, { chat: "mentioned" }],
    ["the same channel", { channel: "official" }, { channel: "official" }],
    ["all accounts cover some", {}, { accounts: ["wx_1"] }],
    ["more accounts cover fewer", { accounts: ["wx_1", "wx_2"] }, { accounts: ["wx_1"] }],
    ["more tags cover fewer", { tags: ["shop", "vip"] }, { tags: ["vip"] }],
    ["more senders cover fewer", { senders: { include: ["a", "b"] } }, { senders: { include: ["a"] } }],
    ["both leave out the same", { senders: { exclude: ["a"] } }, { senders: { exclude: ["a", "b"] } }],
    ["what one leaves out is not meant by the other", { senders: { exclude: ["a"] } }, { senders: { include: ["b"] } }],
    ["more kinds cover fewer", { kinds: ["text", "image"] }, { kinds: ["text"] }],
    ["the same hours", { hours }, { hours }],
  ])("%s", (_, wide, narrow) => {
    expect(covers(wide, narrow)).toBe(true);
  });

  it.each<[string, Partial<Rule>, Partial<Rule>]>([
    ["private chats do not cover groups", { chat: "private" }, { chat: "group" }],
    ["private chats do not cover mentions", { chat: "private" }, { chat: "mentioned" }],
    ["a channel does not cover all", { channel: "official" }, {}],
    ["some accounts do not cover all", { accounts: ["wx_1"] }, {}],
    ["tags do not cover accounts", { tags: ["vip"] }, { accounts: ["wx_1"] }],
    ["accounts do not cover tags", { accounts: ["wx_1"] }, { tags: ["vip"] }],
    ["some senders do not cover all", { senders: { include: ["a"] } }, {}],
    ["some senders do not cover others", { senders: { include: ["a"] } }, { senders: { include: ["b"] } }],
    ["who is left out may be meant", { senders: { exclude: ["a"] } }, {}],
    ["who is left out is meant", { senders: { exclude: ["a"] } }, { senders: { include: ["a"] } }],
    ["some kinds do not cover all", { kinds: ["text"] }, {}],
    ["hours do not cover the day", { hours }, {}],
    ["a condition on a person covers nothing", { userTags: { include: ["vip"] } }, {}],
  ])("%s", (_, wide, narrow) => {
    expect(covers(wide, narrow)).toBe(false);
  });
});
