import { describe, expect, it } from "vitest";
import { MAX_SET_COST, regexCost } from "../../../shared/domain/regex-cost.ts";
import { ruleSetSchema } from "../../../shared/domain/rule.ts";

const rules = (pattern: string, count: number) => ({
  rules: Array.from({ length: count }, (_, index) => ({
    id: `r${index}`,
    name: "r",
    match: { type: "regex", pattern },
    actions: [{ type: "log" }],
  })),
});

describe("the cost of a pattern", () => {
  it("is its length where nothing is repeated", () => {
    expect(regexCost("订单\\d+")).toBe("订单\\d+".length);
  });

  it("multiplies counted repetitions, the nested ones too, up to what RE2 takes", () => {
    expect(regexCost("a{10}")).toBe(50);
    expect(regexCost("a{2,20}")).toBe(7 * 20);
    expect(regexCost("a{4,}")).toBe(5 * 4);
    expect(regexCost("(a{10}){10}")).toBe(11 * 100);
    expect(regexCost("(a{999}){999}")).toBe(13 * 1000);
    expect(regexCost("a{0}")).toBe(4);
  });

  it("counts a Unicode class for a hundred characters", () => {
    expect(regexCost("\\p{L}\\P{Han}")).toBe(12 + 200);
  });
});

describe("a set of rules", () => {
  it("may hold a thousand patterns of the usual kind", () => {
    expect(ruleSetSchema.safeParse(rules("(订单|order)\\s*[:：#]?\\s*\\d{4,12}", 1000)).success).toBe(true);
  });

  it("is refused when its patterns would exhaust the memory, with words that say what to change", () => {
    const refused = ruleSetSchema.safeParse(rules("\\p{L}".repeat(200), 1000));
    expect(refused.success).toBe(false);
    expect(refused.error?.issues).toMatchObject([{ path: ["rules"], message: expect.stringContaining("too costly") }]);
    expect(refused.error?.issues[0]?.message).toContain(String(MAX_SET_COST));
  });
});
