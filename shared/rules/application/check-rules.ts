import type { RuleFindings } from "../domain/checking/findings.ts";
import type { Rule } from "../domain/rule.ts";

/**
 * Checks that what rules name outside of themselves (webhooks, broadcasts, accounts) exists now. Paths are those of a
 * set: `rules.3.actions.0.webhook`. A further check is a file `check-….ts` that makes one, and a line in the API's use
 * cases; publishing, validating and rolling back then use it.
 */
export type RuleCheck = (rules: readonly Rule[]) => Promise<RuleFindings>;

/** One check that makes all of these checks. */
export function allChecks(checks: readonly RuleCheck[]): RuleCheck {
  return async (rules) => {
    const findings = await Promise.all(checks.map((check) => check(rules)));
    return {
      faults: findings.flatMap(({ faults }) => faults),
      warnings: findings.flatMap(({ warnings }) => warnings),
    };
  };
}
