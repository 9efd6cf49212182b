import { RE2JS } from "re2js";
import { isActive } from "../../shared/kernel/domain/active-hours.ts";
import { fold } from "../../shared/kernel/domain/fold.ts";
import { EVERYBODY } from "../../shared/messages/domain/content.ts";
import type { InboundMessage } from "../../shared/messages/domain/inbound-message.ts";
import { wordsIn } from "../../shared/messages/domain/kinds.ts";
import type { Condition } from "../../shared/rules/domain/condition.ts";
import type { RuleAccount } from "../../shared/rules/domain/judging/subject.ts";
import type { Rule } from "../../shared/rules/domain/rule.ts";

/** The engine's specification in plain code: each rule after the other, each condition by itself. */
export function naivelyMatched(
  rules: readonly Rule[],
  message: InboundMessage,
  account: RuleAccount,
  firstMessage: boolean,
): string[] {
  const ids: string[] = [];
  if (message.fromSelf) return ids;
  for (const rule of rules.filter(({ enabled }) => enabled).sort((a, b) => b.priority - a.priority)) {
    if (!isInScope(rule, message, account) || !isMatch(rule, message, firstMessage)) continue;
    ids.push(rule.id);
    if (!rule.continue) break;
  }
  return ids;
}

function isInScope(rule: Rule, message: InboundMessage, account: RuleAccount): boolean {
  const isGroup = message.chat === "group";
  const isNamed = isGroup && message.mentions.some((who) => [message.wxid, account.wxid].includes(who));
  const isAll = isGroup && message.mentions.includes(EVERYBODY);
  const chat = {
    any: true,
    private: !isGroup,
    group: isGroup,
    mentioned: isNamed || isAll,
    "mentioned-me": isNamed,
    "mentioned-all": isAll && !isNamed,
  }[rule.chat];
  const isAccount =
    (!rule.accounts && !rule.tags) ||
    (rule.accounts ?? []).includes(message.appId) ||
    (rule.tags ?? []).some((tag) => account.tags.includes(tag));
  const passes = (filter: Rule["senders"], id: string | undefined) =>
    (!filter?.include || (id !== undefined && filter.include.includes(id))) &&
    !(id !== undefined && filter?.exclude?.includes(id));
  return (
    chat &&
    isAccount &&
    (rule.channel ?? account.channel) === account.channel &&
    passes(rule.senders, message.sender) &&
    passes(rule.groups, isGroup ? message.conversationId : undefined) &&
    (!rule.kinds || (rule.kinds as string[]).includes(message.kind)) &&
    (!rule.hours || isActive(rule.hours, message.sentAt))
  );
}

function isMatch({ match }: Rule, message: InboundMessage, firstMessage: boolean): boolean {
  const passes = (condition: Condition) => isHolding(condition, message, firstMessage);
  if (match.type !== "combination") return passes(match);
  return (
    (match.any === undefined || match.any.some(passes)) &&
    (match.all ?? []).every(passes) &&
    !(match.none ?? []).some(passes)
  );
}

function isHolding(condition: Condition, message: InboundMessage, firstMessage: boolean): boolean {
  const text = wordsIn(message);
  switch (condition.type) {
    case "keyword": {
      if (text === undefined) return false;
      const folded = fold(text);
      const words = condition.keywords.map(fold);
      if (condition.mode === "exact") return words.includes(folded);
      return words.some((word) => (condition.mode === "prefix" ? folded.startsWith(word) : folded.includes(word)));
    }
    case "regex":
      if (text === undefined) return false;
      return RE2JS.compile(condition.pattern, condition.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0).test(text);
    case "kind":
      return (condition.kinds as string[]).includes(message.kind);
    case "event": {
      const keys: Record<string, string> = { pat: message.kind === "pat" ? message.to : "" };
      return (
        (condition.events as string[]).includes(message.kind) &&
        (!condition.keys || condition.keys.includes(keys[message.kind] ?? ""))
      );
    }
    case "first-message":
      return firstMessage;
    default:
      return condition satisfies never;
  }
}
