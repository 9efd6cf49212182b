import type { RuleFindings } from "../domain/checking/findings.ts";
import type { Rule } from "../domain/rule.ts";

/**
 * Judges rules by what they name outside of themselves (webhooks, broadcasts, accounts), as it is now. A further check is
 * a file `check-….ts` that makes one, and a line in the API's use cases: publishing, validating and rolling back follow.
 * Paths are those of a set: `rules.3.actions.0.webhook`.
 */
export type RuleCheck = (rules: readonly Rule[]) => Promise<RuleFindings>;

/** One check of several. */
export function allChecks(checks: readonly RuleCheck[]): RuleCheck {
  return async (rules) => {
    const findings = await Promise.all(checks.map((check) => check(rules)));
    return {
      faults: findings.flatMap(({ faults }) => faults),
      warnings: findings.flatMap(({ warnings }) => warnings),
    };
  };
}
