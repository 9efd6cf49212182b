import { AppError } from "../../../kernel/domain/errors.ts";

/** A fault or warning of a rule set: its path in the set (`rules.3.actions.0`), and a message that names the rule. */
export type RuleFault = { readonly path: string; readonly message: string };

/** Faults keep a rule set from being published, warnings do not. */
export type RuleFindings = { readonly faults: readonly RuleFault[]; readonly warnings: readonly RuleFault[] };

export const NO_FINDINGS: RuleFindings = { faults: [], warnings: [] };

/** Faults that an error names in its text; its issues name all. */
const NAMED = 5;

/** Throws `invalid-input` that names the faults, if the list has any. */
export function assertNoFaults(faults: readonly RuleFault[]): void {
  if (faults.length === 0) return;
  const named = faults.slice(0, NAMED).map(({ message }) => message);
  if (faults.length > NAMED) named.push(`and ${faults.length - NAMED} more`);
  throw new AppError("invalid-input", named.join("; "), { details: { issues: faults } });
}
