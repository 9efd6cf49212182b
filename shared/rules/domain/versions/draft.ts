import { AppError } from "../../../kernel/domain/errors.ts";
import type { Rule } from "../rule.ts";

/** A rule set that is being worked on. */
export type RuleDraft = {
  readonly rules: readonly Rule[];
  /** The published version that it was made from: it can follow no other one. */
  readonly basedOn: number;
  readonly editedAt: number;
  readonly editedBy: string;
};

/** The place of the one draft. `revision` grows with every change, also with those that take the draft away; 0 at first. */
export type DraftSlot = { readonly revision: number; readonly draft?: RuleDraft };

/** Rules to put in, each in the place of the one with its id or at the end, and ids of rules to take out. */
export type RuleEdits = { readonly set: readonly Rule[]; readonly remove: readonly string[] };

/** Throws `not-found` for an id to take out that no rule has. */
export function withEdits(rules: readonly Rule[], { set, remove }: RuleEdits): Rule[] {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  for (const id of remove) {
    if (!known.delete(id))
      throw new AppError("not-found", `the draft has no rule '${id}'`, { details: { ruleId: id } });
  }
  for (const rule of set) known.set(rule.id, rule);
  return [...known.values()];
}

/** Somebody else was faster. */
export function draftConflict(expected: number, stored: number): AppError {
  return new AppError(
    "conflict",
    `the draft is at revision ${stored}, not ${expected}: somebody changed it meanwhile; read it and change it anew`,
    { details: { expected, revision: stored } },
  );
}
