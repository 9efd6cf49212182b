import { LOCAL_IDENTITY } from "../../aws/identity.ts";
import { AwsError } from "../../aws/service.ts";
import { matchesPattern } from "./pattern.ts";
import type { Rule, RuleTarget } from "./rule.ts";

/** The buses and their rules; a bus goes by its name or its ARN. */
export type RuleBook = {
  readonly rules: readonly Rule[];
  /** Name and ARN of every bus. */
  readonly buses: readonly { readonly name: string; readonly arn: string }[];
  /** Whether a caller made the rule. */
  isOwn(rule: Rule): boolean;
  /** Adds a caller's rule, in the place of the one of its name. */
  put(rule: Rule): void;
  remove(rule: Rule): void;
  hasBus(name: string): boolean;
  rulesOf(nameOrArn: string): readonly Rule[];
  /** @throws AwsError ResourceNotFoundException */
  rule(name: string, bus: string): Rule;
  /** Undefined where the template no longer has the rule or the target. */
  target(of: { ruleName: string; busName: string; targetId: string }): { rule: Rule; target: RuleTarget } | undefined;
  /** The enabled rules of a bus whose pattern an event meets. */
  matching(busName: string, event: unknown): readonly Rule[];
};

/**
 * `others`: buses besides `default` and those of the rules. `made`: rules of callers; one that the template has now, or
 * whose bus is gone, is left out. Throws where a pattern is not valid.
 */
export function createRuleBook(
  given: readonly Rule[],
  others: readonly string[],
  made: readonly Rule[] = [],
): RuleBook {
  let rules = given.map((rule) => ({ ...rule }));
  for (const { pattern } of rules) if (pattern) matchesPattern(pattern, {});
  const buses = new Set(["default", ...others, ...rules.map((rule) => rule.busName)]);
  const own = new Set(made.filter(({ arn, busName }) => buses.has(busName) && !rules.some((rule) => rule.arn === arn)));
  rules.push(...own);
  const find = (name: string, busName: string) => rules.find((rule) => rule.name === name && rule.busName === busName);
  const rulesOf = (nameOrArn: string) => {
    const busName = nameOfBus(nameOrArn);
    return rules.filter((rule) => rule.busName === busName);
  };
  return {
    get rules() {
      return rules;
    },
    isOwn: (rule) => own.has(rule),
    put(rule) {
      rules = [...rules.filter(({ name, busName }) => name !== rule.name || busName !== rule.busName), rule];
      own.add(rule);
    },
    remove(rule) {
      rules = rules.filter((one) => one !== rule);
      own.delete(rule);
    },
    buses: [...buses].map((name) => ({ name, arn: busArn(name) })),
    hasBus: (name) => buses.has(name),
    rulesOf,
    rule(name, bus) {
      const rule = find(name, nameOfBus(bus));
      if (!rule) throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus}.`);
      return rule;
    },
    target({ ruleName, busName, targetId }) {
      const rule = find(ruleName, busName);
      const target = rule?.targets.find(({ id }) => id === targetId);
      return rule && target && { rule, target };
    },
    matching: (busName, event) =>
      rulesOf(busName).filter(({ enabled, pattern }) => enabled && pattern && matchesPattern(pattern, event)),
  };
}

/** The name of a bus that is given by its name or its ARN. */
export function nameOfBus(nameOrArn: string): string {
  return nameOrArn.replace(/^arn:.*:event-bus\//, "");
}

function busArn(name: string): string {
  return `arn:aws:events:${LOCAL_IDENTITY.region}:${LOCAL_IDENTITY.accountId}:event-bus/${name}`;
}
