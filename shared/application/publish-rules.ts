import { contentFaults } from "../domain/content-faults.ts";
import { AppError } from "../domain/errors.ts";
import type { Rule, RuleSnapshot } from "../domain/rule.ts";
import { compileRules } from "../domain/rule-engine.ts";
import type { Clock, Rules } from "./ports.ts";

/** A rule set to publish. `version`: the published one it was edited from; whatever is published where left out. */
export type RuleDraft = { readonly rules: readonly Rule[]; readonly version?: number | undefined };

/**
 * Publishes a rule set as the next version. All rules are compiled first, disabled ones too, so that switching one on
 * later cannot fail. Throws `invalid-input` that names each rule whose pattern RE2 refuses or whose
 * replies cannot be sent, and `conflict` if the draft
 * was edited from another version than the published one.
 */
export function createPublishRules(deps: {
  readonly rules: Rules;
  readonly clock: Clock;
}): (draft: RuleDraft, publishedBy: string) => Promise<RuleSnapshot> {
  return async (draft, publishedBy) => {
    assertPublishable(draft.rules);
    const editedFrom = draft.version ?? (await deps.rules.version());
    const snapshot = { version: editedFrom + 1, rules: draft.rules, publishedAt: deps.clock.now(), publishedBy };
    await deps.rules.publish(snapshot);
    return snapshot;
  };
}

/** An error names this many rules in its text; its issues name all. */
const NAMED = 5;

type Fault = { readonly path: string; readonly message: string; readonly cause?: AppError };

function assertPublishable(rules: readonly Rule[]): void {
  const faults = rules.flatMap((rule, index) => [...patternFaults(rule, index), ...replyFaults(rule, index)]);
  if (faults.length === 0) return;
  const named = faults.slice(0, NAMED).map(({ message }) => message);
  if (faults.length > NAMED) named.push(`and ${faults.length - NAMED} more`);
  throw new AppError("invalid-input", named.join("; "), {
    cause: faults[0]?.cause,
    details: { issues: faults.map(({ path, message }) => ({ path, message })) },
  });
}

function replyFaults(rule: Rule, index: number): Fault[] {
  return rule.actions.flatMap((action, at) => {
    if (action.type !== "reply" || action.content === undefined) return [];
    const where = `rules.${index}.actions.${at}.content`;
    return contentFaults(action.content).map(({ path, message }) => ({
      path: path === "" ? where : `${where}.${path}`,
      message: `rule '${rule.id}': ${message}`,
    }));
  });
}

function patternFaults(rule: Rule, index: number): Fault[] {
  try {
    compileRules({ version: 0, rules: [{ ...rule, enabled: true }] });
    return [];
  } catch (cause) {
    if (!(cause instanceof AppError && cause.code === "invalid-input")) throw cause;
    return [{ path: `rules.${index}.match.pattern`, message: cause.message, cause }];
  }
}
