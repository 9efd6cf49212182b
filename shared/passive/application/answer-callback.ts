import type { AiTask } from "../../ai/domain/task.ts";
import type { Decision } from "../../decisions/domain/decision.ts";
import type { Envelope } from "../../inbound/domain/envelope.ts";
import { keyTimeOf } from "../../messages/domain/dedup-key.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { OutboundCommand } from "../../outbound/domain/command.ts";
import { envelopeIdOf } from "../domain/envelope-id.ts";
import type { PassiveReply, ReplyHead } from "../domain/reply.ts";
import { replyOf } from "../domain/reply-of.ts";
import type { AwaitAi } from "./await-ai.ts";
import { createDecideInCallback, type DecideInCallbackDeps, type Question } from "./decide-in-callback.ts";
import type { NoteAnswer } from "./note-answer.ts";

/** An answer to a callback. `id` tells it from all others, and is the same at each of WeChat's tries. */
export type CallbackAnswer = { readonly id: string; readonly reply: PassiveReply; readonly head: ReplyHead };

/** A message that came in a callback. `arrivedAt`: when its request came, epoch ms. */
export type CalledBack = Question & {
  readonly lanes: number | undefined;
  readonly arrivedAt: number;
};

export type AnswerCallbackDeps = DecideInCallbackDeps & {
  readonly noteAnswer: NoteAnswer;
  readonly awaitAi: AwaitAi;
  /** The message's envelope, under this id or a new one. */
  readonly seal: (message: InboundMessage, lanes: number | undefined, id: string | undefined) => Promise<Envelope>;
  /** Puts an envelope where the consumer finds it. Throws where neither the queue nor the spool takes it. */
  readonly accept: (envelope: Envelope) => Promise<unknown>;
};

type Transfer = NonNullable<Decision["transferred"]>;

/** WeChat waits 5 s; the way back takes a part of it. An answer counts as late after this, ms. */
export const ANSWER_TIME = 4500;

/**
 * Accepts a message of an account that answers in its callbacks, and returns the answer, if the callback has one. The
 * decision is written to the journal under the same key and envelope id by each of WeChat's tries and by the consumer:
 * whichever comes first decides, and the others find that decision and carry it out. So all tries give one answer, in
 * whatever order and containers they come, and a process that dies leaves its work to the next try. The consumer does
 * everything else that is decided, and never sends the answer itself.
 *
 * Where the decision cannot be made here, or not in time, the consumer makes it.
 */
export function createAnswerCallback(
  deps: AnswerCallbackDeps,
): (calledBack: CalledBack) => Promise<CallbackAnswer | undefined> {
  const decide = createDecideInCallback(deps);

  function answerOf(id: string, reply: PassiveReply | undefined, { message }: CalledBack, createdAt: number) {
    return reply && { id, reply, head: { to: message.conversationId, from: message.wxid, createdAt } };
  }

  /** What a rule says. */
  async function say(calledBack: CalledBack, command: OutboundCommand, media: string | undefined, { id }: Envelope) {
    const isOurs = await deps.noteAnswer.begin(command, id);
    if (!isOurs) return undefined;
    await deps.noteAnswer.end(command, id);
    return answerOf(command.id, replyOf(command.content, media), calledBack, command.createdAt);
  }

  /** The person goes to WeChat's console: there is no command, and so the time is the message's. */
  function transfer(calledBack: CalledBack, { agent }: Transfer, { id }: Envelope) {
    const reply = { type: "transfer", ...(agent === undefined ? {} : { agent }) } as const;
    return answerOf(`${id}#transfer`, reply, calledBack, keyTimeOf(calledBack.message));
  }

  /** What the AI says, where it answers in time, or the waiting line. */
  async function sayForAi(calledBack: CalledBack, task: AiTask, { id }: Envelope) {
    const words = await deps.awaitAi.words(task, calledBack.arrivedAt);
    if (!words) return undefined;
    const { command, text } = words;
    if (command && !(await deps.noteAnswer.begin(command, id))) return undefined;
    if (command) await deps.noteAnswer.end(command, id);
    return answerOf(words.id, { type: "text", text }, calledBack, task.createdAt);
  }

  /** What the person reads by the decision, if the callback says something. */
  async function answered(
    calledBack: CalledBack,
    decision: Decision | undefined,
    task: AiTask | undefined,
    by: Envelope,
  ) {
    if (decision?.transferred) return transfer(calledBack, decision.transferred, by);
    const command = decision?.commands.find((one) => one.id === decision.passive);
    if (command) return say(calledBack, command, decision?.passiveMedia, by);
    return task && sayForAi(calledBack, task, by);
  }

  return async (calledBack) => {
    const { message, lanes, mode, arrivedAt } = calledBack;
    const id = envelopeIdOf(message);
    const sealed = await deps.seal(message, lanes, id);
    const envelope: Envelope = mode === "passive" ? { ...sealed, answered: "in-callback" } : sealed;
    const decision = id === undefined ? undefined : await decide(calledBack, envelope);
    const task = decision?.aiTask?.passive ? decision.aiTask : undefined;
    if (task) await deps.awaitAi.begin(task);
    await deps.accept(envelope);
    const answer = await answered(calledBack, decision, task, envelope);
    if (answer) deps.metrics.count(deps.clock.now() - arrivedAt > ANSWER_TIME ? "PassiveLate" : "PassiveAnswered");
    return answer;
  };
}
