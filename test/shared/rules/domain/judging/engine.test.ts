import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";
import type { InboundMessage } from "../../../../../shared/messages/domain/inbound-message.ts";
import { compileRules } from "../../../../../shared/rules/domain/judging/engine.ts";
import { READ_CHARACTERS } from "../../../../../shared/rules/domain/judging/subject.ts";
import { PATTERN_ENGINE } from "../../../../../shared/rules/domain/matching/pattern-fault.ts";
import type { Rule } from "../../../../../shared/rules/domain/rule.ts";
import { A_RULE_ACCOUNT, matchedIds } from "../../../../support/a-rule-account.ts";
import { anInboundText, aRule } from "../../../../support/builders.ts";
import { cpuMsOf } from "../../../../support/cpu-time.ts";

const matching = (rules: readonly Rule[], message: InboundMessage = anInboundText()) =>
  matchedIds(compileRules({ version: 1, rules }), message);
const keywords = (mode: "exact" | "contains", ...words: string[]): Rule["match"] => ({
  type: "keyword",
  mode,
  keywords: words,
});
const regex = (pattern: string, ignoreCase = false): Rule["match"] => ({ type: "regex", pattern, ignoreCase });
const says = (match: Rule["match"], text: string) => matching([aRule({ match })], anInboundText({ text })).length > 0;

describe("the order of rules", () => {
  it("is by priority, then as listed, and ends at the first match that does not continue", () => {
    const rules = [
      aRule({ id: "low", priority: -1 }),
      aRule({ id: "first", continue: true }),
      aRule({ id: "high", priority: 9, continue: true }),
      aRule({ id: "second" }),
      aRule({ id: "third" }),
    ];
    expect(matching(rules)).toEqual(["high", "first", "second"]);
  });

  it("is a stable sort by falling priority whatever the list", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 12 }), (priorities) => {
        const rules = priorities.map((priority, index) => aRule({ id: `r${index}`, priority, continue: true }));
        const found = matching(rules).map((id) => Number(id.slice(1)));
        expect([...found].sort((a, b) => a - b)).toEqual(priorities.map((_, index) => index));
        for (const [at, index] of found.slice(1).entries()) {
          const before = found[at] ?? 0;
          const [first = 0, second = 0] = [priorities[before], priorities[index]];
          expect(first > second || (first === second && before < index)).toBe(true);
        }
      }),
    );
  });

  it("passes over rules that are switched off, and over patterns in them that do not compile", () => {
    expect(matching([aRule({ enabled: false, match: regex("(") }), aRule({ id: "on" })])).toEqual(["on"]);
  });
});

describe("a rule's scope", () => {
  it.each([
    ["any", ["private", "group"]],
    ["private", ["private"]],
    ["group", ["group"]],
  ] as const)("%s takes messages of %j chats", (chat, taken) => {
    const chats = (["private", "group"] as const).filter(
      (of) => matching([aRule({ chat })], anInboundText({ chat: of }))[0],
    );
    expect(chats).toEqual(taken);
  });

  it("can be some accounts only", () => {
    const rules = [aRule({ accounts: ["wx_app_2", "wx_app_3"] })];
    expect(matching(rules, anInboundText({ appId: "wx_app_1" }))).toEqual([]);
    expect(matching(rules, anInboundText({ appId: "wx_app_3" }))).toEqual(["hello"]);
  });

  it("never takes in what the account itself wrote", () => {
    const everything = aRule({ match: regex(".*") });
    expect(matching([everything], anInboundText({ fromSelf: true }))).toEqual([]);
  });

  it("takes in words only: texts and quotes", () => {
    const { text: _text, ...head } = anInboundText();
    const quoted = { id: "1", sender: "wxid_a", displayName: "A", content: "?" };
    const everything = [aRule({ match: regex(".*") })];
    expect(matching(everything, { ...head, kind: "quote", text: "你好", xml: "<msg/>", quoted })).toEqual(["hello"]);
    expect(matching(everything, { ...head, kind: "image", xml: "<msg/>", md5: "" })).toEqual([]);
    expect(matching(everything, { ...head, kind: "offline" })).toEqual([]);
  });
});

describe("a rule for kinds", () => {
  const { text: _text, ...head } = anInboundText();
  const image: InboundMessage = { ...head, kind: "image", xml: "<msg/>", md5: "" };
  const pictures = aRule({ match: { type: "kind", kinds: ["image", "video"] } });

  it("takes in messages of these kinds, whatever is in them", () => {
    expect(matching([pictures], image)).toEqual(["hello"]);
    expect(matching([pictures], anInboundText())).toEqual([]);
    expect(matching([pictures], { ...head, kind: "offline" })).toEqual([]);
  });

  it("has a scope like the others and never takes in what the account itself sent", () => {
    expect(matching([pictures], { ...image, fromSelf: true })).toEqual([]);
    expect(matching([{ ...pictures, chat: "group" }], image)).toEqual([]);
  });
});

describe("the part of a text that rules read", () => {
  it.each([
    ["a keyword", keywords("contains", "价格")],
    ["a pattern", regex("价格")],
  ])("is its first 8,000 characters for %s", (_what, match) => {
    expect(says(match, `${"。".repeat(READ_CHARACTERS - 2)}价格`)).toBe(true);
    expect(says(match, `${"。".repeat(READ_CHARACTERS - 1)}价格`)).toBe(false);
  });
});

describe("many patterns", () => {
  it("match by priority, each with or without case as it says", () => {
    const rules = [
      aRule({ id: "strict", match: regex("^ok"), continue: true }),
      aRule({ id: "loose", match: regex("^ok", true), continue: true }),
      aRule({ id: "late", match: regex("k", true), priority: -1 }),
      aRule({ id: "early", match: regex("O"), priority: 1, continue: true }),
    ];
    expect(matching(rules, anInboundText({ text: "OK" }))).toEqual(["early", "loose", "late"]);
    expect(matching(rules, anInboundText({ text: "ok" }))).toEqual(["strict", "loose", "late"]);
  });
});

describe("matching", () => {
  it("compares keywords without case and outer blanks", () => {
    expect(says(keywords("exact", "Hello"), "  hELLO \n")).toBe(true);
    expect(says(keywords("exact", "Hello"), "hello you")).toBe(false);
    expect(says(keywords("contains", "价格", "Price"), "what PRICE?")).toBe(true);
    expect(says(keywords("contains", "价格"), "请问价格多少")).toBe(true);
    expect(says(keywords("contains", "价格"), "hi")).toBe(false);
  });

  it("searches a pattern anywhere in the text, with its case unless told otherwise", () => {
    expect(says(regex("订单\\s*(\\d+)"), "我的订单 42 呢")).toBe(true);
    expect(says(regex("^ok$"), "OK")).toBe(false);
    expect(says(regex("^ok$", true), "OK")).toBe(true);
  });

  it.each(["^(a+)+$", "(a|aa)+$", "(a*)*b", "(.*a){20}"])("takes linear time for %s", (pattern) => {
    const rules = compileRules({ version: 1, rules: [aRule({ match: regex(pattern) })] });
    const message = anInboundText({ text: `${"a".repeat(4000)}!` });
    expect(cpuMsOf(() => rules.judge(message, A_RULE_ACCOUNT))).toBeLessThan(10_000);
  });

  it.each(["(?=a)", "(?<!a)b", "(a)\\1", "(", "[z-a]"])("refuses %s and names rule and place", (pattern) => {
    const compile = () => compileRules({ version: 1, rules: [aRule(), aRule({ id: "bad", match: regex(pattern) })] });
    expect(compile).toThrow(AppError);
    expect(compile).toThrow(/rule 'bad'.*RE2/);
    expect(compile).toThrow(
      expect.objectContaining({
        code: "invalid-input",
        details: expect.objectContaining({ issues: [expect.objectContaining({ path: "rules.1.match.pattern" })] }),
      }),
    );
  });

  it("are not compiled anew where the engine that did so at publication is still the same", () => {
    const rules = [aRule({ match: regex("价格(") })];
    const compile = (patternEngine: string) => () => compileRules({ version: 1, rules, patternEngine });
    expect(compile(PATTERN_ENGINE)).not.toThrow();
    expect(compile("re2js 1.0.0")).toThrow(/rule 'hello'/);
  });

  it("are of the engine that is installed", () => {
    const { dependencies } = JSON.parse(readFileSync(new URL("../../../../../package.json", import.meta.url), "utf8"));
    expect(PATTERN_ENGINE).toBe(`re2js ${dependencies.re2js}`);
  });
});
