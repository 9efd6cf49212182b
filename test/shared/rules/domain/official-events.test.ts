import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ruleSetFaults } from "../../../../shared/rules/domain/checking/set-faults.ts";
import { unreachableRules } from "../../../../shared/rules/domain/checking/unreachable-rules.ts";
import { eventKeyOf, type RULE_EVENTS } from "../../../../shared/rules/domain/event.ts";
import { ruleSetSchema } from "../../../../shared/rules/domain/rule.ts";
import { anInboundText, aRule } from "../../../support/builders.ts";

const { kind: _kind, text: _text, ...head } = anInboundText();
const on = (events: (typeof RULE_EVENTS)[number][], keys?: string[]) =>
  ({ type: "event", events, ...(keys ? { keys } : {}) }) as const;

describe("events of Official Accounts in rules", () => {
  it("have the keys by which rules tell them apart", () => {
    expect(eventKeyOf({ ...head, kind: "subscribe", scene: "shop-12" })).toBe("shop-12");
    expect(eventKeyOf({ ...head, kind: "subscribe", scene: "" })).toBe("");
    expect(eventKeyOf({ ...head, kind: "scan", scene: "shop-12" })).toBe("shop-12");
    expect(eventKeyOf({ ...head, kind: "menu-click", menuKey: "hours", entry: "click", result: "" })).toBe("hours");
    expect(eventKeyOf({ ...head, kind: "menu-view", url: "https://a.cn/" })).toBe("https://a.cn/");
    expect(eventKeyOf({ ...head, kind: "unsubscribe" })).toBe("");
    expect(eventKeyOf({ ...head, kind: "send-result", of: "template", results: [] })).toBeUndefined();
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
