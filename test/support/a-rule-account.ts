import type { InboundMessage } from "../../shared/messages/domain/inbound-message.ts";
import type { CompiledRules } from "../../shared/rules/domain/judging/engine.ts";
import type { Facts } from "../../shared/rules/domain/judging/facts.ts";
import type { RuleAccount } from "../../shared/rules/domain/judging/subject.ts";

/** The account `wx_app_1` as rules see it. */
export const A_RULE_ACCOUNT: RuleAccount = { wxid: "wxid_me", tags: [], channel: "personal" };

/** Ids of the matching rules; throws if the rules want facts that are not given. */
export function matchedIds(
  rules: CompiledRules,
  message: InboundMessage,
  about: { account?: RuleAccount; facts?: Facts } = {},
): string[] {
  const judged = rules.judge(message, about.account ?? A_RULE_ACCOUNT, about.facts);
  if ("wanted" in judged) throw new Error(`wanted: ${JSON.stringify(judged.wanted)}`);
  return judged.matches.map(({ rule }) => rule.id);
}
