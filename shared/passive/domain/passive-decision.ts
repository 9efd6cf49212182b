import type { Decision } from "../../decisions/domain/decision.ts";
import { isAnswerIn } from "../../decisions/domain/unanswerable.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { ReplyMode } from "../../official/domain/credentials.ts";
import { replyOf } from "./reply-of.ts";

/** The flag of decisions that had more to say than one answer of a callback carries. */
export const ONE_ANSWER_ONLY = "one-answer-only";

/**
 * The decision with the command that the callback's own answer carries out (`passive`), or undefined where the consumer
 * has to decide: what changes a session is decided in the order of the messages, and not everything can be said in an
 * answer. Where the account answers in no other way, the first sayable command is the answer and the others are dropped; the
 * AI's answer to a question is kept for a callback.
 */
export function passiveDecision(decision: Decision, message: InboundMessage, mode: ReplyMode): Decision | undefined {
  if (mode === "customer-service" || decision.session) return undefined;
  const { aiTask } = decision;
  if (mode === "passive" && aiTask && !aiTask.passive) {
    const asked: Decision = { ...decision, aiTask: { ...aiTask, passive: true } };
    return passiveDecision(asked, message, mode) ?? asked;
  }
  const isHere = isAnswerIn(message);
  const answers = decision.commands.filter(isHere);
  const sayable = answers.filter(({ content }) => replyOf(content) !== undefined);
  const first = mode === "both" && sayable[0] !== answers[0] ? undefined : sayable[0];
  if (!first) return undefined;
  if (mode === "both" || answers.length === 1) return { ...decision, passive: first.id };
  const commands = decision.commands.filter((command) => command === first || !isHere(command));
  return { ...decision, commands, passive: first.id, flags: [...decision.flags, ONE_ANSWER_ONLY] };
}
