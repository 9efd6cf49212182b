import { liveSession, valueIn } from "../../../conversations/domain/conversation.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { typeOf } from "../actions/registry.ts";
import type { Rule } from "../rule.ts";
import { SESSION, variablesIn } from "../template.ts";
import type { Facts } from "./facts.ts";

const filtersSession = ({ steps, session }: Rule) => steps !== undefined || session !== undefined;

/** Whether a rule's filters ask for facts beside the message. */
export function isOfConversation(rule: Rule): boolean {
  return filtersSession(rule) || rule.userTags !== undefined;
}

export function asksSession(rule: Rule): boolean {
  return (
    filtersSession(rule) ||
    rule.actions.some(
      (action) =>
        typeOf(action).setsInSession !== undefined ||
        typeOf(action)
          .templates?.(action)
          .some(({ text }) => variablesIn(text).some((name) => name.startsWith(SESSION))),
    )
  );
}

/** Whether a rule's filters by session and tags let a message through. */
export function isInConversation(rule: Rule, message: InboundMessage, facts: Facts): boolean {
  const { steps, session, userTags } = rule;
  const now = liveSession(facts.session, message);
  if (steps && !steps.includes(now?.step ?? "")) return false;
  if (session && Object.entries(session).some(([name, value]) => valueIn(now?.values ?? {}, name) !== value))
    return false;
  const has = (tag: string) => facts.userTags?.has(tag) ?? false;
  return (!userTags?.include || userTags.include.some(has)) && !userTags?.exclude?.some(has);
}
