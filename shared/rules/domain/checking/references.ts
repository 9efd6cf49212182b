import type { ContentFault } from "../../../messages/domain/content-faults.ts";
import type { Action } from "../actions/registry.ts";
import type { Rule } from "../rule.ts";
import type { RuleFindings } from "./findings.ts";

/** Names that a message shows of those that there are. */
const SHOWN = 20;

/**
 * Holds what actions of one type name (a webhook, a broadcast) against what there is. What is missing for a rule that is
 * switched on keeps the set from being published; for one that is switched off it is a warning, so that nobody must mend
 * what does nothing before he can change something else.
 *
 * @param faultOf what is wrong with an action, and its path inside the action; undefined where nothing is
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

/** Names for a message, in order: `'a', 'b' and 3 more`. */
export function namesIn(names: Iterable<string>): string {
  const sorted = [...names].sort();
  const shown = sorted.slice(0, SHOWN).map((name) => `'${name}'`);
  return shown.join(", ") + (sorted.length > SHOWN ? ` and ${sorted.length - SHOWN} more` : "");
}

function isOf<T extends Action["type"]>(action: Action, type: T): action is Extract<Action, { readonly type: T }> {
  return action.type === type;
}
