import { describe, expect, it } from "vitest";
import { sentKinds, wordedKinds } from "../../../../../shared/messages/domain/kinds.ts";
import { ruleSetFaults } from "../../../../../shared/rules/domain/checking/set-faults.ts";
import type { Rule } from "../../../../../shared/rules/domain/rule.ts";
import { aRule } from "../../../../support/builders.ts";

const keyword = (mode: "exact" | "prefix" | "contains", ...keywords: string[]): Rule["match"] => ({
  type: "keyword",
  mode,
  keywords,
});
const kinds = (...of: ("text" | "quote" | "image")[]): Rule["match"] => ({ type: "kind", kinds: of });
const worded = sentKinds().filter((kind) => wordedKinds().includes(kind));
const regex = (pattern: string): Rule["match"] => ({ type: "regex", pattern, ignoreCase: false });
const faults = (...rules: Rule[]) => ruleSetFaults(rules).map(({ path, message }) => `${path}: ${message}`);
/** Whether the rule `late` is never reached behind `early`. */
function isHidden(early: Partial<Rule>, late: Partial<Rule>): boolean {
  const found = faults(aRule({ id: "early", ...early }), aRule({ id: "late", ...late, actions: [{ type: "log" }] }));
  return found.some((fault) => fault.startsWith("rules.1: rule 'late' is never reached: rule 'early'"));
}

describe("a rule that is never reached", () => {
  const hi = keyword("contains", "你好");

  it.each<[string, Partial<Rule>, Partial<Rule>]>([
    ["the same keyword", { match: hi }, { match: hi }],
    ["a longer keyword", { match: hi }, { match: keyword("contains", "说你好吗") }],
    ["a whole text", { match: hi }, { match: keyword("exact", "你好啊") }],
    ["a prefix of a prefix", { match: keyword("prefix", "你") }, { match: keyword("prefix", "你好") }],
    ["a text that begins so", { match: keyword("prefix", "ＡＢ") }, { match: keyword("exact", "abc") }],
    ["the same whole text", { match: keyword("exact", "A", "b") }, { match: keyword("exact", "a") }],
    ["the same pattern", { match: regex("a+") }, { match: regex("a+") }],
    ["any words", { match: { type: "kind", kinds: worded } }, { match: regex("a+") }],
    ["the same kind", { match: kinds("image", "text") }, { match: kinds("image") }],
    [
      "a keyword among others that it needs",
      { match: hi },
      { match: { type: "combination", all: [hi, regex("a")] } as Rule["match"] },
    ],
    [
      "all that it may have",
      { match: hi },
      { match: { type: "combination", any: [hi, keyword("exact", "你好")] } as Rule["match"] },
    ],
    [
      "an event with a key",
      { match: { type: "event", events: ["pat"] } },
      { match: { type: "event", events: ["pat"], keys: ["a"] } },
    ],
    ["the first message", { match: { type: "first-message" } }, { match: { type: "first-message" } }],
    ["fewer accounts", { match: hi, accounts: ["wx_a", "wx_b"] }, { match: hi, accounts: ["wx_b"] }],
    ["a narrower chat", { match: hi, chat: "group" }, { match: hi, chat: "mentioned" }],
    ["fewer senders", { match: hi, senders: { exclude: ["a"] } }, { match: hi, senders: { include: ["b"] } }],
    ["the same hours", { match: hi, hours: HOURS("09:00") }, { match: hi, hours: HOURS("09:00") }],
    ["kinds that it is for", { match: kinds("image") }, { match: { type: "first-message" }, kinds: ["image"] }],
  ])("is found behind one that takes %s", (_what, early, late) => {
    expect(isHidden(early, late)).toBe(true);
  });

  it.each<[string, Partial<Rule>, Partial<Rule>]>([
    ["goes on", { match: hi, continue: true }, { match: hi }],
    ["is switched off", { match: hi, enabled: false }, { match: hi }],
    ["goes later", { match: hi, priority: -1 }, { match: hi }],
    ["pauses", { match: hi, cooldown: { user: 5 } }, { match: hi }],
    ["has hours", { match: hi, hours: HOURS("09:00") }, { match: hi }],
    ["has other hours", { match: hi, hours: HOURS("09:00") }, { match: hi, hours: HOURS("10:00") }],
    ["takes other words", { match: keyword("contains", "你好吗") }, { match: hi }],
    ["takes one of its words", { match: hi }, { match: keyword("contains", "你好", "再见") }],
    ["takes a beginning", { match: keyword("prefix", "你好") }, { match: hi }],
    ["takes a whole text", { match: keyword("exact", "你好") }, { match: keyword("prefix", "你好") }],
    ["is for an account", { match: hi, accounts: ["wx_a"] }, { match: hi }],
    ["is for another account", { match: hi, accounts: ["wx_a"] }, { match: hi, tags: ["vip"] }],
    ["is for a step of a conversation", { match: hi, steps: ["ask"] }, { match: hi, steps: ["ask"] }],
    ["is for mentions", { match: hi, chat: "mentioned" }, { match: hi, chat: "group" }],
    ["leaves somebody out", { match: hi, senders: { exclude: ["a"] } }, { match: hi }],
    [
      "takes more than one condition",
      { match: { type: "combination", all: [hi, kinds("text")] } as Rule["match"] },
      { match: hi },
    ],
    ["takes texts only", { match: kinds("text") }, { match: hi }],
    [
      "takes another key",
      { match: { type: "event", events: ["pat"], keys: ["b"] } },
      { match: { type: "event", events: ["pat"] } },
    ],
  ])("is not claimed behind one that %s", (_what, early, late) => {
    expect(isHidden(early, late)).toBe(false);
  });
});

function HOURS(from: string): NonNullable<Rule["hours"]> {
  return { timeZone: "Asia/Shanghai", windows: [{ from, to: "18:00" }] };
}

describe("rules that cannot be published", () => {
  it("include two that would both give the same answer", () => {
    expect(faults(aRule({ continue: true }), aRule({ id: "again", name: "Again", priority: -1 }))).toEqual([
      "rules.1: rule 'again' does the same as rule 'hello': the answer would go out twice",
    ]);
  });

  it.each([
    ["(?=a)b", "lookaround at character 1"],
    ["a(?<!b)", "lookaround at character 2"],
    ["\\(?(a)\\1", "a backreference at character 7"],
    ["(?P<x>a)(?P=x)", "a backreference at character 9"],
    ["(?>a)", "an atomic group at character 1"],
    ["a(", "not valid RE2 syntax"],
  ])("say of %s: %s, and where", (pattern, words) => {
    const match = { type: "combination", none: [regex(pattern)], any: [regex("a")] } as Rule["match"];
    expect(ruleSetFaults([aRule({ id: "bad", enabled: false, match })])).toEqual([
      { path: "rules.0.match.none.0.pattern", message: expect.stringMatching(/^rule 'bad': /) },
    ]);
    expect(faults(aRule({ match }))[0]).toContain(words);
  });

  it("name variables that no pattern of the rule captures, those in `none` included", () => {
    const actions: Rule["actions"] = [{ type: "log" }, { type: "reply", oneOf: [{ text: "{{capture.no}}" }] }];
    const capturing = regex("(?P<no>\\d)");
    expect(faults(aRule({ actions, match: capturing }))).toEqual([]);
    const match = { type: "combination", none: [capturing] } as Rule["match"];
    expect(ruleSetFaults([aRule({ actions, match })])).toMatchObject([{ path: "rules.0.actions.1.oneOf.0.text" }]);
  });
});
