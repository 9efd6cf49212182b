import type { Channel } from "../../accounts/domain/channel.ts";
import { contentsOn } from "../../accounts/domain/contents.ts";
import { answerableUntil } from "../../accounts/domain/window-act.ts";
import { type AiTask, aiTaskOf } from "../../ai/domain/task.ts";
import { type DeliveryOrder, deliveryId } from "../../deliveries/domain/delivery.ts";
import { commandId } from "../../kernel/domain/ids.ts";
import { type OutboundCommand, REPLY_LIFETIME } from "../../outbound/domain/command.ts";
import type { EnvelopedMessage } from "./decision.ts";
import type { RuleEffect } from "./rule-effects.ts";

/**
 * The commands of all effects that send, created at `now` (epoch ms). Some channels send long contents in parts.
 */
export function commandsOf(
  effects: readonly RuleEffect[],
  { envelopeId, message }: EnvelopedMessage,
  channelOf: (appId: string) => Channel,
  now: number,
): OutboundCommand[] {
  const ordinalOf = countPerRule();
  const window = (appId: string, to: string) => {
    const until = appId === message.appId ? answerableUntil(channelOf(appId), message, to, now) : undefined;
    return until === undefined ? {} : { windowUntil: until };
  };
  return effects.flatMap(({ ruleId, effect }) => {
    if (effect.type !== "send" || isNowhere(effect)) return [];
    const { appId, to, content } = effect;
    return contentsOn(channelOf(appId), content).map((part): OutboundCommand => {
      const id = commandId(envelopeId, ruleId, ordinalOf(ruleId));
      const origin = { envelopeId, ruleId };
      const notAfter = now + REPLY_LIFETIME;
      return { id, generation: 0, appId, to, content: part, notAfter, createdAt: now, ...window(appId, to), origin };
    });
  });
}

/** An answer to a message that belongs to no conversation, such as WeChat's report on a mass message. */
export function isNowhere(effect: RuleEffect["effect"]): boolean {
  return effect.type === "send" && effect.to === "";
}

/** The orders of all effects that deliver something outside, decided at `at` (epoch ms). */
export function deliveriesOf(
  effects: readonly RuleEffect[],
  { envelopeId }: EnvelopedMessage,
  ruleSetVersion: number,
  at: number,
): DeliveryOrder[] {
  const ordinalOf = countPerRule();
  return effects.flatMap(({ ruleId, effect }) => {
    if (effect.type !== "deliver") return [];
    const { target, as: type, data } = effect;
    const id = deliveryId(envelopeId, ruleId, ordinalOf(ruleId));
    return [{ id, target, type, origin: { by: "rule", id: ruleId, ruleSetVersion }, at, ...(data ? { data } : {}) }];
  });
}

/** The first question of all: two answers to one message would talk past each other. */
export function firstAiTask(
  effects: readonly RuleEffect[],
  source: EnvelopedMessage,
  { channel }: { readonly channel: Channel },
  now: number,
): AiTask | undefined {
  for (const { ruleId, effect } of effects) {
    const task = effect.type === "ask-ai" ? aiTaskOf(effect.ask, source, ruleId, now, channel) : undefined;
    if (task) return task;
  }
  return undefined;
}

/** Numbers the orders of each rule from 0; the numbers are parts of ids. */
function countPerRule(): (ruleId: string) => number {
  const counts = new Map<string, number>();
  return (ruleId) => {
    const ordinal = counts.get(ruleId) ?? 0;
    counts.set(ruleId, ordinal + 1);
    return ordinal;
  };
}
