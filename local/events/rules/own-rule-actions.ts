import * as z from "zod";
import { LOCAL_IDENTITY } from "../../aws/identity.ts";
import { parseInput } from "../../aws/parse-input.ts";
import { AwsError } from "../../aws/service.ts";
import { ruleOfInput, targetsSchema } from "./own-rule-input.ts";
import type { OwnRules } from "./own-rules.ts";
import type { Rule } from "./rule.ts";
import { nameOfBus, type RuleBook } from "./rule-book.ts";

const onBus = z.object({ EventBusName: z.string().default("default").transform(nameOfBus) });
const byName = onBus.extend({ Name: z.string() });
const putTargetsInput = onBus.extend({ Rule: z.string(), Targets: targetsSchema });
const removeTargetsInput = onBus.extend({ Rule: z.string(), Ids: z.array(z.string()).min(1) });

/** AWS takes five targets a rule. */
const MAX_TARGETS = 5;

/** The actions that make, change and delete rules of callers. `changed` hears of a rule whose next run may be another. */
export function ownRuleActions(book: RuleBook, own: OwnRules, changed: (rule: Rule, isGone: boolean) => void) {
  function ownRule(name: string, busName: string): Rule {
    const rule = book.rule(name, busName);
    if (book.isOwn(rule)) return rule;
    throw new AwsError("ManagedRuleException", `Rule ${name} is of the template, which alone changes it.`);
  }
  function setTargets(rule: Rule, targets: Rule["targets"]): object {
    rule.targets = targets;
    own.save(rule);
    return { FailedEntryCount: 0, FailedEntries: [] };
  }

  return {
    PutRule(input: unknown) {
      const { EventBusName: busName, Name } = parseInput(byName, input);
      if (!book.hasBus(busName)) {
        throw new AwsError("ResourceNotFoundException", `Event bus ${busName} does not exist.`);
      }
      const before = book.rulesOf(busName).find(({ name }) => name === Name) && ownRule(Name, busName);
      const said = ruleOfInput(input, busName);
      const rule: Rule = { ...said, busName, arn: arnOf(busName, said.name), targets: before?.targets ?? [] };
      own.save(rule);
      if (before) changed(before, true);
      book.put(rule);
      changed(rule, false);
      return { RuleArn: rule.arn };
    },
    DeleteRule(input: unknown) {
      const { EventBusName, Name } = parseInput(byName, input);
      if (!book.rulesOf(EventBusName).some(({ name }) => name === Name)) return {};
      const rule = ownRule(Name, EventBusName);
      if (rule.targets.length > 0) {
        throw new AwsError("ValidationException", "Rule can't be deleted since it has targets.");
      }
      own.remove(rule);
      book.remove(rule);
      changed(rule, true);
      return {};
    },
    PutTargets(input: unknown) {
      const { EventBusName, Rule: name, Targets } = parseInput(putTargetsInput, input);
      const rule = ownRule(name, EventBusName);
      const kept = rule.targets.filter(({ id }) => !Targets.some((target) => target.id === id));
      if (kept.length + Targets.length > MAX_TARGETS) {
        throw new AwsError("LimitExceededException", `A rule has ${MAX_TARGETS} targets at most.`);
      }
      return setTargets(rule, [...kept, ...Targets]);
    },
    RemoveTargets(input: unknown) {
      const { EventBusName, Rule: name, Ids } = parseInput(removeTargetsInput, input);
      const rule = ownRule(name, EventBusName);
      return setTargets(
        rule,
        rule.targets.filter(({ id }) => !Ids.includes(id)),
      );
    },
  };
}

function arnOf(busName: string, name: string): string {
  const path = busName === "default" ? name : `${busName}/${name}`;
  return `arn:aws:events:${LOCAL_IDENTITY.region}:${LOCAL_IDENTITY.accountId}:rule/${path}`;
}
