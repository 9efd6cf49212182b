import { type AiAnswer, commandsOf } from "../../ai/domain/answer.ts";
import type { AiTask } from "../../ai/domain/task.ts";
import type { Decision } from "../../decisions/domain/decision.ts";
import { commandId } from "../../kernel/domain/ids.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { type OutboundCommand, REPLY_LIFETIME } from "../../outbound/domain/command.ts";

/** A question whose answer its person has not got whole: the parts before `part` were said. */
export type Wait = { readonly task: AiTask; readonly part: number };

/** The flag of messages that a person sent to read the AI's answer to an earlier one. */
export const ANSWER_FETCHED = "ai-answer-fetched";

/** How long a wait is kept, days. */
export const WAIT_DAYS = 1;

/** The texts of the AI's answer, each as long as one message may be; empty for silence. */
export function partsOf(task: AiTask, answer: AiAnswer): readonly string[] {
  return commandsOf(task, answer).flatMap(({ content }) => (content.type === "text" ? [content.text] : []));
}

/** The decision on a message by which its person reads `words`, and nothing else. `now` in epoch ms. */
export function wordsDecision(
  words: string,
  { task }: Wait,
  message: InboundMessage,
  envelopeId: string,
  now: number,
): Decision & { readonly passive: string } {
  const { ruleId } = task.origin;
  const command: OutboundCommand = {
    id: commandId(envelopeId, ruleId, 0),
    generation: 0,
    appId: message.appId,
    to: message.conversationId,
    content: { type: "text", text: words },
    notAfter: now + REPLY_LIFETIME,
    createdAt: now,
    origin: { envelopeId, ruleId },
  };
  const nothing = { ruleSetVersion: 0, rules: [], notes: [] };
  return { ...nothing, commands: [command], passive: command.id, flags: [ANSWER_FETCHED] };
}
