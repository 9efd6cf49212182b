import * as z from "zod";
import { parseInput } from "../../aws/parse-input.ts";
import { describeRule, describeTarget } from "./description.ts";
import type { Rule } from "./rule.ts";
import type { RuleBook } from "./rule-book.ts";

const onBus = z.object({ EventBusName: z.string().default("default") });
const ruleInput = onBus.extend({ Name: z.string() });
const targetsInput = onBus.extend({ Rule: z.string() });
const listInput = onBus.extend({ NamePrefix: z.string().default("") });

/** The actions that look at rules and switch them on and off; `switched` hears of a rule that was. */
export function ruleActions(book: RuleBook, switched: (rule: Rule) => void) {
  const setEnabled = (input: unknown, enabled: boolean) => {
    const { Name, EventBusName } = parseInput(ruleInput, input);
    const rule = book.rule(Name, EventBusName);
    rule.enabled = enabled;
    switched(rule);
    return {};
  };
  return {
    EnableRule: (input: unknown) => setEnabled(input, true),
    DisableRule: (input: unknown) => setEnabled(input, false),
    DescribeRule(input: unknown) {
      const { Name, EventBusName } = parseInput(ruleInput, input);
      return describeRule(book.rule(Name, EventBusName));
    },
    ListRules(input: unknown) {
      const { EventBusName, NamePrefix } = parseInput(listInput, input);
      const listed = book.rulesOf(EventBusName).filter((rule) => rule.name.startsWith(NamePrefix));
      return { Rules: listed.map(describeRule) };
    },
    ListTargetsByRule(input: unknown) {
      const asked = parseInput(targetsInput, input);
      return { Targets: book.rule(asked.Rule, asked.EventBusName).targets.map(describeTarget) };
    },
    ListEventBuses: () => ({ EventBuses: book.buses.map(({ name, arn }) => ({ Name: name, Arn: arn })) }),
  };
}
