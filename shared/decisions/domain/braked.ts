import { type Brake, NO_ANSWERS, timesWith } from "../../conversations/domain/brake.ts";
import { answeredTo } from "../../messages/domain/answered-to.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { Facts } from "../../rules/domain/judging/facts.ts";
import type { Decision } from "./decision.ts";

/** The flag of messages that the brake keeps from an answer. */
export const BRAKED = "braked";

/** The flag of messages that another account of the fleet answers. */
export const ANSWERED_ELSEWHERE = "answered-by-another-account";

/** Why rules that match do nothing, beside a pause. */
export type HeldBack = typeof BRAKED | typeof ANSWERED_ELSEWHERE;

/**
 * Counts an answer, or brakes: where the decision would answer once more than the brake allows, the rules do nothing,
 * and a pause begins. Answers are what goes back into the conversation, and questions for the AI.
 *
 * @param held decides on the message without what its rules would do
 */
export function braked(
  decision: Decision,
  message: InboundMessage,
  {
    brake,
    facts,
    now,
  }: { readonly brake?: Brake | undefined; readonly facts?: Facts | undefined; readonly now: number },
  held: () => Decision,
): Decision {
  if (!brake || brake.answers === 0 || !isAnswer(decision, message)) return decision;
  const stored = facts?.answers ?? NO_ANSWERS;
  const conversationId = answeredTo(message);
  const times = timesWith(message.sentAt, stored, brake);
  if (times) return { ...decision, answers: { conversationId, revision: stored.revision, times: [...times] } };
  const quiet = held();
  const until = now + brake.quietMinutes * 60_000;
  const note = `${brake.seconds} 秒内自动回复达到 ${brake.answers} 次，可能在与机器人对话`;
  return {
    ...quiet,
    mute: { conversationId, by: "rule", at: now, until, note, braked: true },
  };
}

/** Whether a decision says something in the conversation, or lets the AI say it. */
export function isAnswer({ commands, aiTask }: Decision, message: InboundMessage): boolean {
  const to = answeredTo(message);
  return aiTask !== undefined || commands.some((command) => command.appId === message.appId && command.to === to);
}
