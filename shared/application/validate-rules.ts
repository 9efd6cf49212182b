import { ruleSetSchema } from "../domain/rule.ts";
import { type RuleFault, ruleSetFaults } from "../domain/rule-set-faults.ts";

/** What stands in the way of publishing a rule set: nothing, or each fault with its path in the set. */
export function validateRules(rules: readonly unknown[]): readonly RuleFault[] {
  const parsed = ruleSetSchema.safeParse({ rules });
  if (parsed.success) return ruleSetFaults(parsed.data.rules);
  return parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message }));
}
