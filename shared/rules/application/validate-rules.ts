import type { RuleFindings } from "../domain/checking/findings.ts";
import { ruleSetSchema } from "../domain/rule.ts";
import type { RuleCheck } from "./check-rules.ts";
import { judgeRules } from "./judge-rules.ts";
import type { ReadRuleSource, RuleSource } from "./rule-source.ts";

/** Rules as an operator wrote them, or the source where rules are stored. */
export type Validation = { readonly rules: readonly unknown[] } | { readonly source: RuleSource };

export type ValidateRules = (validation: Validation) => Promise<RuleFindings>;

/**
 * The faults that would keep a rule set from being published, and its warnings, each with its path in the set. Throws
 * `not-found` where the source does not exist.
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
