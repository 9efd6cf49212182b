import type { RuleFindings } from "../domain/checking/findings.ts";
import { sessionWarnings } from "../domain/checking/session-warnings.ts";
import { ruleSetFaults } from "../domain/checking/set-faults.ts";
import type { Rule } from "../domain/rule.ts";
import type { RuleCheck } from "./check-rules.ts";

/**
 * All faults and warnings of rules before they are published: of the rules themselves, and of what they name outside.
 */
export async function judgeRules(rules: readonly Rule[], checkRules: RuleCheck): Promise<RuleFindings> {
  const { faults, warnings } = await checkRules(rules);
  return { faults: [...ruleSetFaults(rules), ...faults], warnings: [...sessionWarnings(rules), ...warnings] };
}
