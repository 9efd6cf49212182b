import type { RuleFindings } from "../domain/checking/findings.ts";
import { ruleSetSchema } from "../domain/rule.ts";
import type { RuleCheck } from "./check-rules.ts";
import { judgeRules } from "./judge-rules.ts";
import type { ReadRuleSource, RuleSource } from "./rule-source.ts";

/** Rules as somebody wrote them, or where they are stored. */
export type Validation = { readonly rules: readonly unknown[] } | { readonly source: RuleSource };

export type ValidateRules = (validation: Validation) => Promise<RuleFindings>;

/**
 * What stands in the way of publishing a rule set, or may not be meant: each with its path in the set. Throws `not-found`
 * where there is no such source.
 */
export function createValidateRules(deps: {
  readonly ruleSource: ReadRuleSource;
  readonly checkRules: RuleCheck;
}): ValidateRules {
  return async (validation) => {
    if ("source" in validation) {
      return judgeRules((await deps.ruleSource(validation.source)).rules, deps.checkRules);
    }
    const parsed = ruleSetSchema.safeParse({ rules: validation.rules });
    if (parsed.success) return judgeRules(parsed.data.rules, deps.checkRules);
    const faults = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message }));
    return { faults, warnings: [] };
  };
}
