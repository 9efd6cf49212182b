import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { MAX_SET_COST, regexCost } from "../../../../../shared/rules/domain/matching/regex-cost.ts";
import { ruleSetSchema } from "../../../../../shared/rules/domain/rule.ts";

const rules = (pattern: string, count: number) => ({
  rules: Array.from({ length: count }, (_, index) => ({
    id: `r${index}`,
    name: "r",
    match: { type: "regex", pattern },
    actions: [{ type: "log" }],
  })),
});

describe("the cost of a pattern", () => {
  it("is one for each character, class and operator", () => {
    expect(regexCost("订单\\d+")).toBe(4);
    expect(regexCost("^[a-z0-9]?$")).toBe(4);
    expect(regexCost("[]a]|[^\\]]|[[:alpha:]]")).toBe(5);
    expect(regexCost("\\Qa{9}\\E")).toBe(8);
  });

  it("counts what is written out for repetitions, the nested ones too", () => {
    expect(regexCost("a{10}")).toBe(10);
    expect(regexCost("ba{10}c")).toBe(12);
    expect(regexCost("a{2,20}")).toBe(40);
    expect(regexCost("a{4,}")).toBe(8);
    expect(regexCost("(a{10}){10}")).toBe(130);
    expect(regexCost("a{0}")).toBe(1);
    expect(regexCost("a\\{10}")).toBe(5);
  });

  it("counts a Unicode class for fifty, in brackets too", () => {
    expect(regexCost("\\p{L}\\PN")).toBe(102);
    expect(regexCost("[\\p{Han}\\p{L}]")).toBeGreaterThan(100);
  });

  it("is never much less than what RE2 compiles", () => {
    const atom = fc.constantFrom("a", "[ab]", ".", "\\b", "(a)", "(?:a|bc)", "(|)", "()", "(?i:k)", "订");
    const piece = (of: fc.Arbitrary<string>) =>
      fc
        .tuple(of, fc.constantFrom("", "*", "+", "?", "{2}", "{1,3}", "{9,}", "{0,30}"))
        .map(([one, times]) => one + times);
    const nested = piece(fc.array(piece(atom), { minLength: 1, maxLength: 4 }).map((pieces) => `(${pieces.join("")})`));
    fc.assert(
      fc.property(fc.array(fc.oneof(piece(atom), nested), { minLength: 1, maxLength: 6 }), (pieces) => {
        const pattern = pieces.join("");
        expect(RE2JS.compile(pattern).programSize()).toBeLessThanOrEqual(2 * regexCost(pattern) + 10);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a set of rules", () => {
  it("may hold a thousand patterns of the usual kind", () => {
    expect(ruleSetSchema.safeParse(rules("(订单|order)\\s*[:：#]?\\s*\\d{4,12}", 1000)).success).toBe(true);
  });

  it("may have a Unicode class in each of a thousand patterns", () => {
    expect(ruleSetSchema.safeParse(rules("^查询\\s*[\\p{Han}a-z]{1,1}$", 1000)).success).toBe(true);
  });

  it.each([".?", "(|)"])("is refused for a program that is too long: %s", (unit) => {
    expect(ruleSetSchema.safeParse(rules(unit.repeat(300), 500)).success).toBe(false);
  });

  it("is refused when its patterns would exhaust the memory, with words that say what to change", () => {
    const refused = ruleSetSchema.safeParse(rules("\\p{L}".repeat(200), 1000));
    expect(refused.success).toBe(false);
    expect(refused.error?.issues).toMatchObject([{ path: ["rules"], message: expect.stringContaining("too costly") }]);
    expect(refused.error?.issues[0]?.message).toContain(String(MAX_SET_COST));
  });
});
