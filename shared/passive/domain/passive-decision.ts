import type { Decision } from "../../decisions/domain/decision.ts";
import { isAnswerIn } from "../../decisions/domain/unanswerable.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { ReplyMode } from "../../official/domain/credentials.ts";
import type { OutboundCommand } from "../../outbound/domain/command.ts";
import { replyOf } from "./reply-of.ts";

/** The flag of decisions that had more to say than one answer of a callback carries. */
export const ONE_ANSWER_ONLY = "one-answer-only";

/**
 * The decision with the command that the callback's own answer carries out (`passive`), or undefined where the consumer
 * has to decide: what changes a session is decided in the order of the messages, and not everything can be said in an
 * answer. Where the account answers in no other way, the first sayable command is the answer and the others are dropped; the
 * AI's answer to a question is kept for a callback. A transfer to WeChat's console goes before all words.
 *
 * @param files media ids of commands whose files are uploaded
 */
export function passiveDecision(
  decision: Decision,
  message: InboundMessage,
  mode: ReplyMode,
  files: ReadonlyMap<string, string> = new Map(),
): Decision | undefined {
  if (mode === "customer-service" || decision.session) return undefined;
  const { aiTask } = decision;
  if (mode === "passive" && aiTask && !aiTask.passive) {
    const asked: Decision = { ...decision, aiTask: { ...aiTask, passive: true } };
    return passiveDecision(asked, message, mode, files) ?? asked;
  }
  const { transfer } = decision.handovers?.find((handover) => handover.transfer) ?? {};
  if (transfer) return { ...withAnswers(decision, message, mode, undefined), transferred: transfer };
  const answers = decision.commands.filter(isAnswerIn(message));
  const sayable = answers.filter(({ id, content }) => replyOf(content, files.get(id)) !== undefined);
  const first = mode === "both" && sayable[0] !== answers[0] ? undefined : sayable[0];
  if (!first) return undefined;
  const media = files.get(first.id);
  const said = { passive: first.id, ...(media === undefined ? {} : { passiveMedia: media }) };
  return { ...withAnswers(decision, message, mode, first), ...said };
}

/** Where the account answers in no other way, all answers but this one are dropped. */
function withAnswers(
  decision: Decision,
  message: InboundMessage,
  mode: ReplyMode,
  only: OutboundCommand | undefined,
): Decision {
  const isHere = isAnswerIn(message);
  const commands = decision.commands.filter((command) => command === only || !isHere(command));
  if (mode === "both" || commands.length === decision.commands.length) return decision;
  return { ...decision, commands, flags: [...decision.flags, ONE_ANSWER_ONLY] };
}
