import { writerOf } from "../../../conversations/domain/conversation.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import type { Rule } from "../rule.ts";
import { type Cooldown, type CooldownKey, cooldownWord, type Facts } from "./facts.ts";

/** A pause that a rule takes after it matched, of so many seconds. */
export type Pause = { readonly key: CooldownKey; readonly seconds: number };

/** The pauses that a rule takes for a message: for the person, for the group. */
export function pausesOf({ id: ruleId, cooldown }: Rule, message: InboundMessage): Pause[] {
  const { chat, conversationId } = message;
  const user = writerOf(message);
  const pauses: Pause[] = [];
  if (cooldown?.user && user !== "") {
    pauses.push({ key: { ruleId, subject: { type: "user", id: user } }, seconds: cooldown.user });
  }
  if (cooldown?.group && chat === "group") {
    pauses.push({ key: { ruleId, subject: { type: "group", id: conversationId } }, seconds: cooldown.group });
  }
  return pauses;
}

/**
 * Whether one of the pauses lasts. The time at which the message was sent counts, so that a late message, or one that
 * is judged again, is judged as it would have been in time.
 */
export function isPaused(pauses: readonly Pause[], { sentAt }: InboundMessage, { cooldowns }: Facts): boolean {
  return pauses.some(({ key }) => (cooldowns.get(cooldownWord(key)) ?? 0) > sentAt);
}

/** The pauses as they begin with the message. */
export function cooldownsOf(pauses: readonly Pause[], { sentAt }: InboundMessage): Cooldown[] {
  return pauses.map(({ key, seconds }) => ({ ...key, until: sentAt + seconds * 1000 }));
}
