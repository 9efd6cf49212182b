import { AppError } from "../../../kernel/domain/errors.ts";
import type { Rule } from "../rule.ts";

/** A rule set that operators work on before they publish it. */
export type RuleDraft = {
  readonly rules: readonly Rule[];
  /** The published version that it was made from, and the only one that it can follow. */
  readonly basedOn: number;
  readonly editedAt: number;
  readonly editedBy: string;
};

/**
 * The slot of the fleet's one draft. `revision` is 0 at first and grows with every change, also when the draft is taken
 * away.
 */
export type DraftSlot = { readonly revision: number; readonly draft?: RuleDraft };

/** Rules to set, each in the place of the rule with its id or else at the end, and ids of rules to remove. */
export type RuleEdits = { readonly set: readonly Rule[]; readonly remove: readonly string[] };

/** The rules after the edits. Throws `not-found` for an id to remove that no rule has. */
export function withEdits(rules: readonly Rule[], { set, remove }: RuleEdits): Rule[] {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  for (const id of remove) {
    if (!known.delete(id))
      throw new AppError("not-found", `the draft has no rule '${id}'`, { details: { ruleId: id } });
  }
  for (const rule of set) known.set(rule.id, rule);
  return [...known.values()];
}

/** The error where another operator has changed the draft since revision `expected`. */
export function draftConflict(expected: number, stored: number): AppError {
  return new AppError(
    "conflict",
    `the draft is at revision ${stored}, not ${expected}: another operator changed it meanwhile; read it and change it anew`,
    { details: { expected, revision: stored } },
  );
}
