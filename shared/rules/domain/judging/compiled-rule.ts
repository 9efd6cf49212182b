import { type ActiveHours, isActive } from "../../../kernel/domain/active-hours.ts";
import type { MessageKind } from "../../../messages/domain/inbound-message.ts";
import { typeOf } from "../actions/registry.ts";
import { type Condition, combinationOf } from "../condition.ts";
import type { Rule } from "../rule.ts";
import { variablesIn } from "../template.ts";
import { asksSession } from "./conversation-filter.ts";
import { type Ids, idsOf } from "./ids.ts";
import type { Mentioned, Subject, Test } from "./subject.ts";

/** Gives keywords and patterns their numbers in the index. */
export type Numbering = {
  /** The number of a keyword; words that fold to the same have the same number. */
  keyword(word: string, anyScript: boolean): number;
  regex(pattern: string, ignoreCase: boolean, anyScript: boolean): number;
};

type Filter = { readonly include: Ids | undefined; readonly exclude: Ids | undefined };

/** A rule in the form that messages are judged by. */
export type CompiledRule = {
  readonly rule: Rule;
  readonly any: readonly Test[];
  readonly all: readonly Test[];
  readonly none: readonly Test[];
  readonly accounts: ReadonlySet<string> | undefined;
  readonly tags: ReadonlySet<string> | undefined;
  readonly senders: Filter | undefined;
  readonly groups: Filter | undefined;
  readonly hours: ActiveHours | undefined;
  readonly asksFirstMessage: boolean;
  readonly asksSenderName: boolean;
  readonly asksSession: boolean;
};

export function compileRule(rule: Rule, numbering: Numbering): CompiledRule {
  const { any, all, none } = combinationOf(rule.match);
  const tests = (conditions: readonly Condition[]) => conditions.map((condition) => testOf(condition, numbering));
  return {
    rule,
    any: tests(any),
    all: tests(all),
    none: tests(none),
    accounts: rule.accounts && new Set(rule.accounts),
    tags: rule.tags && new Set(rule.tags),
    senders: filterOf(rule.senders),
    groups: filterOf(rule.groups),
    hours: rule.hours,
    asksFirstMessage: [...any, ...all, ...none].some(({ type }) => type === "first-message"),
    asksSenderName: namesSender(rule),
    asksSession: asksSession(rule),
  };
}

function testOf(condition: Condition, { keyword, regex }: Numbering): Test {
  switch (condition.type) {
    case "keyword": {
      const { mode, keywords, anyScript = true } = condition;
      return { type: "keyword", mode, keywords: keywords.map((word) => keyword(word, anyScript)) };
    }
    case "regex": {
      const { pattern, ignoreCase, anyScript = true } = condition;
      return { type: "regex", regex: regex(pattern, ignoreCase, anyScript), pattern, ignoreCase, anyScript };
    }
    case "kind":
      return { type: "kind", kinds: condition.kinds };
    case "event":
      return {
        type: "event",
        events: condition.events,
        names: condition.names && new Set(condition.names.map((name) => name.toLowerCase())),
        keys: condition.keys && new Set(condition.keys),
      };
    case "first-message":
      return { type: "first-message" };
    default:
      return condition satisfies never;
  }
}

function filterOf(filter: Rule["senders"]): Filter | undefined {
  if (!filter) return undefined;
  const { include, exclude } = filter;
  return { include: include && idsOf(include), exclude: exclude && idsOf(exclude) };
}

function namesSender({ actions }: Rule): boolean {
  return actions.some((action) => {
    const { templates, asksSenderName } = typeOf(action);
    if (asksSenderName?.(action)) return true;
    return (templates?.(action) ?? []).some(({ text }) => variablesIn(text).includes("sender.name"));
  });
}

/** Whether a rule's filters let a message through; conditions are judged by `holds`. */
export function isFor(compiled: CompiledRule, { message, account, mentioned }: Subject): boolean {
  const { rule, accounts, tags, senders, groups, hours } = compiled;
  const isGroup = message.chat === "group";
  if (rule.chat === "private" ? isGroup : rule.chat !== "any" && !isGroup) return false;
  if (rule.chat.startsWith("mentioned") && !isMentionedAs(rule.chat, mentioned())) return false;
  if (rule.channel !== undefined && rule.channel !== account.channel) return false;
  if ((accounts || tags) && !accounts?.has(message.appId) && !account.tags.some((tag) => tags?.has(tag))) return false;
  if (senders && !passes(senders, message.sender)) return false;
  if (groups && !passes(groups, isGroup ? message.conversationId : undefined)) return false;
  if (rule.kinds && !(rule.kinds as readonly MessageKind[]).includes(message.kind)) return false;
  return hours === undefined || isActive(hours, message.sentAt);
}

/** Whether a rule names a writer as one of those that it is for. */
export function includesSender({ senders }: CompiledRule, sender: string): boolean {
  return sender !== "" && (senders?.include?.has(sender) ?? false);
}

function isMentionedAs(chat: Rule["chat"], mentioned: Mentioned): boolean {
  if (chat === "mentioned-me") return mentioned === "me";
  if (chat === "mentioned-all") return mentioned === "all";
  return mentioned !== undefined;
}

/** An undefined `id` (a private chat is in no group) is neither included nor excluded. */
function passes({ include, exclude }: Filter, id: string | undefined): boolean {
  if (id === undefined) return include === undefined;
  return (include === undefined || include.has(id)) && !exclude?.has(id);
}

/** Whether the conditions hold, if the fact `firstMessage` is as given. */
export function holds({ any, all, none }: CompiledRule, subject: Subject, firstMessage: boolean): boolean {
  const passesTest = (test: Test) => (test.type === "first-message" ? firstMessage : subject.passes(test));
  return all.every(passesTest) && (any.length === 0 || any.some(passesTest)) && !none.some(passesTest);
}
