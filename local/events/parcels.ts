import type { Parcel } from "./delivery/parcel-store.ts";
import type { Rule } from "./rules/rule.ts";

/** An event (JSON text) on its way to each target of a rule. */
export function parcelsOf(rule: Rule, event: string): Parcel[] {
  return rule.targets.map((target) => ({ ruleName: rule.name, busName: rule.busName, targetId: target.id, event }));
}
