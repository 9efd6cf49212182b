import { type Channel, factsOf } from "../../../accounts/domain/channel.ts";
import { contentFaultsOn } from "../../../accounts/domain/contents.ts";
import { type Action, typeOf } from "../actions/registry.ts";
import { conditionsOf } from "../condition.ts";
import { idFault } from "../judging/ids.ts";
import { patternFault } from "../matching/pattern-fault.ts";
import type { Rule } from "../rule.ts";
import { variableFault, variablesIn } from "../template.ts";
import type { RuleFault } from "./findings.ts";
import { unreachableRules } from "./unreachable-rules.ts";

/**
 * The faults of a set that its schema cannot see. Disabled rules are judged too, for all that would keep them from
 * being enabled later.
 */
export function ruleSetFaults(rules: readonly Rule[]): RuleFault[] {
  const own = rules.flatMap((rule, index) =>
    [...filterFaults(rule), ...patternFaults(rule), ...actionFaults(rule)].map(({ path, message }) => ({
      path: `rules.${index}.${path}`,
      message: `rule '${rule.id}': ${message}`,
    })),
  );
  return [...own, ...faultsAmong(rules)];
}

/** Ids of filters that no message has. */
function filterFaults({ senders, groups }: Rule): RuleFault[] {
  return Object.entries({ senders, groups }).flatMap(([name, filter]) =>
    (["include", "exclude"] as const).flatMap((side) =>
      (filter?.[side] ?? []).flatMap((id, index) => {
        const message = idFault(id);
        return message === undefined ? [] : [{ path: `${name}.${side}.${index}`, message }];
      }),
    ),
  );
}

function patternFaults({ match }: Rule): RuleFault[] {
  return conditionsOf(match).flatMap(({ path, condition }) => {
    const message = condition.type === "regex" ? patternFault(condition.pattern) : undefined;
    return message === undefined ? [] : [{ path: `match${path}.pattern`, message }];
  });
}

function actionFaults(rule: Rule): RuleFault[] {
  const captures = capturesOf(rule);
  return rule.actions.flatMap((action, index) => {
    const type = typeOf(action);
    const at = (path: string) => `actions.${index}${path === "" ? "" : `.${path}`}`;
    const unknown = (type.templates?.(action) ?? []).flatMap(({ path, text }) =>
      variablesIn(text).flatMap((name) => {
        const message = variableFault(name, captures);
        return message === undefined ? [] : [{ path: at(path), message }];
      }),
    );
    const faults = [...(type.faults?.(action) ?? []), ...(rule.channel ? channelFaults(action, rule.channel) : [])];
    return [...unknown, ...faults.map(({ path, message }) => ({ path: at(path), message }))];
  });
}

/** Why an account of a channel cannot carry out an action. */
function channelFaults(action: Action, channel: Channel): RuleFault[] {
  const type = typeOf(action);
  if (type.channels && !type.channels.includes(channel)) {
    return [{ path: "type", message: `${factsOf(channel).title} cannot do '${action.type}'` }];
  }
  return (type.contents?.(action) ?? []).flatMap(({ path, content }) =>
    contentFaultsOn(channel, content).map(({ message }) => ({ path, message })),
  );
}

/** Names of the groups that a rule's patterns capture, in conditions that can hold when the rule matches. */
function capturesOf({ match }: Rule): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { path, condition } of conditionsOf(match)) {
    if (condition.type !== "regex" || path.startsWith(".none")) continue;
    for (const [, name] of condition.pattern.matchAll(/\(\?P?<(\w+)>/g)) names.add(name ?? "");
  }
  return names;
}

function faultsAmong(rules: readonly Rule[]): RuleFault[] {
  const indexes = new Map(rules.map((rule, index) => [rule, index]));
  const pathOf = (rule: Rule) => `rules.${indexes.get(rule)}`;
  const unreachable = unreachableRules(rules);
  const hidden = new Set(unreachable.map(({ rule }) => rule));
  return [
    ...unreachable.map(({ rule, by }) => ({
      path: pathOf(rule),
      message: `rule '${rule.id}' is never reached: rule '${by.id}' goes before it, takes the same messages and does not continue`,
    })),
    ...duplicates(rules.filter((rule) => rule.enabled && !hidden.has(rule))).map(([rule, first]) => ({
      path: pathOf(rule),
      message: `rule '${rule.id}' does the same as rule '${first.id}': the answer would go out twice`,
    })),
  ];
}

/** Rules that do the same as an earlier one, each with that one. */
function duplicates(rules: readonly Rule[]): [Rule, Rule][] {
  const known = new Map<string, Rule>();
  return rules.flatMap((rule): [Rule, Rule][] => {
    const { id: _id, name: _name, priority: _priority, enabled: _enabled, continue: _continue, ...rest } = rule;
    const key = JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
    const first = known.get(key);
    if (first) return [[rule, first]];
    known.set(key, rule);
    return [];
  });
}
