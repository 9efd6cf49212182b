import { parseArgs } from "node:util";
import { compileRules } from "../../shared/rules/domain/judging/engine.ts";
import { type Rule, ruleSetSchema } from "../../shared/rules/domain/rule.ts";
import { matchedIds } from "./a-rule-account.ts";
import { anInboundText } from "./builders.ts";

/**
 * A process of its own, whose heap can be bounded: matches `--texts` texts against a thousand rules with `--pattern`
 * (`#`: the number of the rule), and prints as JSON how many rules matched each. Every other text ends in an `a` and 13
 * characters later an `X`; no other text has an `X`.
 */
const { pattern, texts } = parseArgs({
  options: { pattern: { type: "string", default: "" }, texts: { type: "string", default: "1" } },
}).values;

const rules: Rule[] = ruleSetSchema.parse({
  rules: Array.from({ length: 1000 }, (_, index) => ({
    id: `r${index}`,
    name: "r",
    match: { type: "regex", pattern: pattern.replaceAll("#", String(index)), ignoreCase: true },
    actions: [{ type: "log" }],
    continue: true,
  })),
}).rules;
const compiled = compileRules({ version: 1, rules });

/** A fixed sequence, without a period that the texts could show. */
function noise(seed: number, length: number): string {
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return "aBcD"[state >>> 30];
  }).join("");
}

const matched: number[] = [];
for (let index = 0; index < Number(texts); index++) {
  const end = index % 2 === 0 ? "acdcdcdcdcdcdX" : "";
  matched.push(matchedIds(compiled, anInboundText({ text: noise(index + 1, 200) + end })).length);
}
process.stdout.write(JSON.stringify(matched));
