import { createHash } from "node:crypto";
import type { Rule } from "../../shared/rules/domain/rule.ts";
import { aRule } from "./builders.ts";

/** Rules that have little in common, so that they do not compress well. */
export function manyRules(count: number): Rule[] {
  return Array.from({ length: count }, (_, index) => {
    const word = createHash("sha512").update(String(index)).digest("base64");
    return aRule({
      id: `rule-${index}`,
      match: { type: "keyword", mode: "contains", keywords: [word] },
      actions: [{ type: "reply", text: `${word}${word.split("").reverse().join("")}` }],
    });
  });
}
