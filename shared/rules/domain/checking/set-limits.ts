import { conditionsOf, type RuleMatch } from "../condition.ts";
import { MAX_SET_COST, MAX_UNGUARDED_COST, regexCost } from "../matching/regex-cost.ts";
import { requiredLiterals } from "../matching/regex-literals.ts";

/** Keywords that all rules of a set may have together. */
const MAX_KEYWORDS = 500_000;

type Issue = { readonly path: (string | number)[]; readonly message: string };

/** Faults of a set as a whole: ids that occur twice, and more keywords or costlier patterns than a set may have. */
export function ruleSetIssues(rules: readonly { readonly id: string; readonly match: RuleMatch }[]): Issue[] {
  const issues: Issue[] = [];
  const seen = new Set<string>();
  let keywords = 0;
  let cost = 0;
  let unguarded = 0;
  for (const [index, rule] of rules.entries()) {
    if (seen.has(rule.id)) {
      issues.push({ path: ["rules", index, "id"], message: `another rule has the id '${rule.id}' too` });
    }
    seen.add(rule.id);
    for (const { condition } of conditionsOf(rule.match)) {
      if (condition.type === "keyword") keywords += condition.keywords.length;
      if (condition.type !== "regex") continue;
      const own = regexCost(condition.pattern);
      cost += own;
      if (!requiredLiterals(condition.pattern, condition.ignoreCase)) unguarded += own;
    }
  }
  const tooMany = (message: string) => issues.push({ path: ["rules"], message });
  if (keywords > MAX_KEYWORDS) {
    tooMany(`the rules have ${keywords} keywords together; ${MAX_KEYWORDS} are allowed`);
  }
  if (cost > MAX_SET_COST) {
    tooMany(
      `the patterns are too costly together (${cost}; ${MAX_SET_COST} are allowed): use fewer counted repetitions such as {200} and Unicode classes such as \\p{L}`,
    );
  } else if (unguarded > MAX_UNGUARDED_COST) {
    tooMany(
      `the patterns without a word that a text must have are too costly together (${unguarded}; ${MAX_UNGUARDED_COST} are allowed): give them a word, or use fewer counted repetitions and Unicode classes`,
    );
  }
  return issues;
}
