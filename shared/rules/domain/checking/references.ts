import type { ContentFault } from "../../../messages/domain/content-faults.ts";
import type { Action } from "../actions/registry.ts";
import type { Rule } from "../rule.ts";
import type { RuleFindings } from "./findings.ts";

/** Names that a message shows of a list. */
const SHOWN = 20;

/**
 * Checks what all actions of one type name (a webhook, a broadcast). A fault of an enabled rule keeps the set from
 * being published. That of a disabled rule is a warning, so that operators can publish other changes before they mend
 * it.
 *
 * @param faultOf the fault of an action, with its path inside the action; undefined for a sound one
 */
export function referenceFindings<T extends Action["type"]>(
  rules: readonly Rule[],
  type: T,
  faultOf: (action: Extract<Action, { readonly type: T }>, rule: Rule) => ContentFault | undefined,
): RuleFindings {
  const found = rules.flatMap((rule, at) =>
    rule.actions.flatMap((action, index) => {
      if (!isOf(action, type)) return [];
      const fault = faultOf(action, rule);
      if (!fault) return [];
      const path = `rules.${at}.actions.${index}${fault.path === "" ? "" : `.${fault.path}`}`;
      return [{ enabled: rule.enabled, path, message: `rule '${rule.id}', action ${index}: ${fault.message}` }];
    }),
  );
  const those = (on: boolean) =>
    found.flatMap(({ enabled, path, message }) => (enabled === on ? [{ path, message }] : []));
  return { faults: those(true), warnings: those(false) };
}

/** A list of names for a message, in order: `'a', 'b' and 3 more`. */
export function namesIn(names: Iterable<string>): string {
  const sorted = [...names].sort();
  const shown = sorted.slice(0, SHOWN).map((name) => `'${name}'`);
  return shown.join(", ") + (sorted.length > SHOWN ? ` and ${sorted.length - SHOWN} more` : "");
}

function isOf<T extends Action["type"]>(action: Action, type: T): action is Extract<Action, { readonly type: T }> {
  return action.type === type;
}
