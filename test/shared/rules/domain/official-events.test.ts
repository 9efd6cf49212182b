import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { InboundMessage } from "../../../../shared/messages/domain/inbound-message.ts";
import { ruleSetFaults } from "../../../../shared/rules/domain/checking/set-faults.ts";
import { unreachableRules } from "../../../../shared/rules/domain/checking/unreachable-rules.ts";
import { eventSignsOf, type RULE_EVENTS } from "../../../../shared/rules/domain/event.ts";
import { compileRules } from "../../../../shared/rules/domain/judging/engine.ts";
import { ruleSetSchema } from "../../../../shared/rules/domain/rule.ts";
import { anInboundText, aRule } from "../../../support/builders.ts";

const { kind: _kind, text: _text, ...head } = anInboundText();
const keysOf = (message: InboundMessage) => eventSignsOf(message)?.keys;
const keyOf = (message: InboundMessage) => keysOf(message)?.[0];
const on = (events: (typeof RULE_EVENTS)[number][], keys?: string[]) =>
  ({ type: "event", events, ...(keys ? { keys } : {}) }) as const;

describe("events of Official Accounts in rules", () => {
  it("have the keys by which rules tell them apart", () => {
    expect(keyOf({ ...head, kind: "subscribe", scene: "shop-12" })).toBe("shop-12");
    expect(keyOf({ ...head, kind: "subscribe", scene: "" })).toBe("");
    expect(keyOf({ ...head, kind: "scan", scene: "shop-12" })).toBe("shop-12");
    expect(keyOf({ ...head, kind: "menu-click", menuKey: "hours", entry: "click", result: "" })).toBe("hours");
    expect(keyOf({ ...head, kind: "menu-view", url: "https://a.cn/" })).toBe("https://a.cn/");
    expect(keyOf({ ...head, kind: "unsubscribe" })).toBe("");
    expect(keyOf({ ...head, kind: "offline" })).toBeUndefined();
  });

  it("have several keys where they tell of several results, choices or data", () => {
    const results = [{ id: "1", templateId: "t1", status: "success" }];
    const choices = [
      { templateId: "t1", status: "accept", scene: "0" },
      { templateId: "t2", status: "reject", scene: "0" },
    ];
    expect(keysOf({ ...head, kind: "send-result", of: "template", results })).toEqual(["template", "success", "t1"]);
    expect(keysOf({ ...head, kind: "subscription-choice", choices })).toEqual([
      "accept",
      "t1",
      "t1:accept",
      "reject",
      "t2",
      "t2:reject",
    ]);
    expect(keysOf({ ...head, kind: "user-info-changed", change: "revoked", revoked: ["301"] })).toEqual([
      "revoked",
      "301",
    ]);
    expect(keysOf({ ...head, kind: "subscribe", scene: "", tradeNo: "4008" })).toEqual(["last_trade_no"]);
    expect(keysOf({ ...head, kind: "location-reported" })).toEqual([""]);
    expect(keysOf({ ...head, kind: "text", text: "满意", menuId: "101" })).toEqual(["101"]);
    expect(keysOf({ ...head, kind: "text", text: "满意" })).toBeUndefined();
  });

  const named = (name: string, key = "") => ({ ...head, kind: "event" as const, name, person: "o", key, fields: {} });

  it("are matched by name in any case, by key, and as answers of a menu beside their words", () => {
    const rules = [
      aRule({ id: "name", continue: true, match: { ...on(["event"]), names: ["KF_create_session"] } }),
      aRule({ id: "key", continue: true, match: { ...on(["event"], ["card-1"]), names: ["card_pass_check"] } }),
      aRule({ id: "any", continue: true, match: on(["event"]) }),
      aRule({ id: "menu", continue: true, match: on(["menu-answer"], ["101"]) }),
      aRule({ id: "words", continue: true, match: { type: "keyword", mode: "exact", keywords: ["满意"] } }),
      aRule({ id: "choice", continue: true, match: on(["subscription-choice"], ["t1:accept"]) }),
    ];
    const matches = (message: InboundMessage) => {
      const judged = compileRules({ version: 1, rules }).judge(message, { wxid: "", tags: [], channel: "official" });
      return "matches" in judged ? judged.matches.map(({ rule }) => rule.id) : [];
    };
    expect(matches(named("kf_create_session"))).toEqual(["name", "any"]);
    expect(matches(named("card_pass_check", "card-1"))).toEqual(["key", "any"]);
    expect(matches(named("card_pass_check", "card-2"))).toEqual(["any"]);
    expect(matches({ ...head, kind: "text", text: "满意", menuId: "101" })).toEqual(["menu", "words"]);
    expect(matches({ ...head, kind: "text", text: "满意" })).toEqual(["words"]);
    const choices = [{ templateId: "t1", status: "accept", scene: "" }];
    expect(matches({ ...head, kind: "subscription-choice", choices })).toEqual(["choice"]);
  });

  it("have names only where they are the event of that name", () => {
    const fault = (match: object) => ruleSetSchema.safeParse({ rules: [{ ...aRule(), match }] }).error?.issues[0]?.path;
    expect(fault({ type: "event", events: ["event", "scan"], names: ["x"] })).toEqual(["rules", 0, "match", "names"]);
    expect(fault({ type: "event", events: ["event"], names: ["x"] })).toBeUndefined();
    const rules = [
      aRule({ id: "both", priority: 2, match: { ...on(["event"], ["k"]), names: ["a"] } }),
      aRule({ id: "named", priority: 1, match: { ...on(["event"]), names: ["A", "b"] } }),
      aRule({ id: "late", match: { ...on(["event"], ["k"]), names: ["a"] } }),
      aRule({ id: "other", match: { ...on(["event"]), names: ["c"] } }),
      aRule({ id: "all", match: on(["event"]) }),
    ];
    expect(unreachableRules(rules).map(({ rule, by }) => [rule.id, by.id])).toEqual([["late", "named"]]);
  });

  it("make a rule unreachable where an earlier one takes all of them, but not where it takes one scene", () => {
    const rules = [
      aRule({ id: "shop", priority: 2, match: on(["subscribe", "scan"], ["shop-12"]) }),
      aRule({ id: "all", priority: 1, match: on(["subscribe"]) }),
      aRule({ id: "late", match: on(["subscribe"], ["shop-13"]) }),
      aRule({ id: "scan", match: on(["scan"], ["shop-13"]) }),
    ];
    expect(unreachableRules(rules).map(({ rule, by }) => [rule.id, by.id])).toEqual([["late", "all"]]);
  });

  it("do not make a rule for personal accounts unreachable by one for official ones", () => {
    const rules = [
      aRule({ id: "official", priority: 1, channel: "official", match: on(["menu-click"]) }),
      aRule({ id: "any", match: on(["menu-click"]) }),
      aRule({ id: "narrow", channel: "official", match: on(["menu-click"], ["hours"]) }),
    ];
    expect(unreachableRules(rules).map(({ rule }) => rule.id)).toEqual(["narrow"]);
  });

  it.each(["docs/rules.md", "docs/rules.zh-CN.md"])("can be published as %s shows them", (page) => {
    const sets = [...readFileSync(page, "utf8").matchAll(/```json\n(\{\n {2}"rules":[\s\S]*?)\n```/g)];
    expect(sets).toHaveLength(1);
    for (const [, json = ""] of sets) {
      const draft = ruleSetSchema.parse(JSON.parse(json));
      expect(draft.rules.map(({ id }) => id)).toEqual(["shop-12", "follower", "menu-hours"]);
      expect(ruleSetFaults(draft.rules)).toEqual([]);
    }
  });
});
