import { AppError } from "../../../kernel/domain/errors.ts";

/** Something about a rule set: its path there (`rules.3.actions.0`), and words that name the rule. */
export type RuleFault = { readonly path: string; readonly message: string };

/** What is to be said of a rule set: faults keep it from being published, warnings do not. */
export type RuleFindings = { readonly faults: readonly RuleFault[]; readonly warnings: readonly RuleFault[] };

export const NO_FINDINGS: RuleFindings = { faults: [], warnings: [] };

/** An error names this many faults in its text; its issues name all. */
const NAMED = 5;

/** Throws `invalid-input` that names the faults, where there are any. */
export function assertNoFaults(faults: readonly RuleFault[]): void {
  if (faults.length === 0) return;
  const named = faults.slice(0, NAMED).map(({ message }) => message);
  if (faults.length > NAMED) named.push(`and ${faults.length - NAMED} more`);
  throw new AppError("invalid-input", named.join("; "), { details: { issues: faults } });
}
