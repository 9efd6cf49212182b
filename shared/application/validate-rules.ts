import { ruleSetSchema } from "../domain/rule.ts";
import type { RuleFindings } from "../domain/rule-findings.ts";
import { ruleSetFaults } from "../domain/rule-set-faults.ts";
import type { RuleCheck } from "./check-rules.ts";

export type ValidateRules = (rules: readonly unknown[]) => Promise<RuleFindings>;

/** What stands in the way of publishing a rule set, or may not be meant: each with its path in the set. */
export function createValidateRules(deps: { readonly checkRules: RuleCheck }): ValidateRules {
  return async (rules) => {
    const parsed = ruleSetSchema.safeParse({ rules });
    if (!parsed.success) {
      const faults = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message }));
      return { faults, warnings: [] };
    }
    const { faults, warnings } = await deps.checkRules(parsed.data.rules);
    return { faults: [...ruleSetFaults(parsed.data.rules), ...faults], warnings };
  };
}
