import { typeOf } from "../actions/registry.ts";
import type { Rule } from "../rule.ts";
import { SESSION, variablesIn } from "../template.ts";
import type { RuleFault } from "./findings.ts";
import { namesIn } from "./references.ts";

/**
 * Warnings of enabled rules that expect values or steps of sessions which no enabled rule sets: their variables stay
 * empty, their filters never match. They are not faults, because sessions that other versions began are still there.
 */
export function sessionWarnings(rules: readonly Rule[]): RuleFault[] {
  const { values, steps } = setByRules(rules);
  return rules.flatMap((rule, index) => {
    if (!rule.enabled) return [];
    return [...emptyVariables(rule, values), ...unreachedStates(rule, values, steps)].map(({ path, message }) => ({
      path: `rules.${index}.${path}`,
      message: `rule '${rule.id}': ${message}`,
    }));
  });
}

type Names = ReadonlySet<string>;

/** Names of the values and steps that enabled rules set. */
function setByRules(rules: readonly Rule[]): { readonly values: Names; readonly steps: Names } {
  const values = new Set<string>();
  const steps = new Set<string>();
  for (const { enabled, actions } of rules) {
    if (!enabled) continue;
    for (const action of actions) {
      const set = typeOf(action).setsInSession?.(action);
      for (const name of set?.values ?? []) values.add(name);
      if (set?.step !== undefined) steps.add(set.step);
    }
  }
  return { values, steps };
}

function emptyVariables({ actions }: Rule, values: Names): RuleFault[] {
  return actions.flatMap((action, index) =>
    (typeOf(action).templates?.(action) ?? []).flatMap(({ path, text }) =>
      variablesIn(text).flatMap((variable) => {
        const name = variable.startsWith(SESSION) ? variable.slice(SESSION.length) : undefined;
        if (name === undefined || values.has(name)) return [];
        const message = `no rule sets {{${variable}}}, so that it stays empty; ${known("values", values)}`;
        return [{ path: `actions.${index}.${path}`, message }];
      }),
    ),
  );
}

function unreachedStates(rule: Rule, values: Names, steps: Names): RuleFault[] {
  const warnings: RuleFault[] = [];
  if (rule.steps && !rule.steps.some((step) => steps.has(step))) {
    const message = `no rule sets the step ${namesIn(rule.steps)}; ${known("steps", steps)}`;
    warnings.push({ path: "steps", message });
  }
  for (const [name, value] of Object.entries(rule.session ?? {})) {
    if (value === "" || values.has(name)) continue;
    warnings.push({
      path: `session.${name}`,
      message: `no rule sets the session value '${name}'; ${known("values", values)}`,
    });
  }
  return warnings;
}

function known(what: string, names: Names): string {
  return names.size === 0 ? `rules set no ${what}` : `rules set the ${what} ${namesIn(names)}`;
}
