import type { Account } from "../../accounts/domain/account.ts";
import { entryOf } from "../../decisions/application/journal-entry.ts";
import type { DecisionBasis } from "../../decisions/application/judge-message.ts";
import type { Journal, JournalEntry, StoredDecisions } from "../../decisions/application/ports/journal.ts";
import { createReportDecision } from "../../decisions/application/report-decision.ts";
import type { Decision } from "../../decisions/domain/decision.ts";
import type { Envelope } from "../../inbound/domain/envelope.ts";
import type { Clock, Log, Metrics, Within } from "../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { ReplyMode } from "../../official/domain/credentials.ts";
import type { OutboundCommand } from "../../outbound/domain/command.ts";
import { envelopeIdOf } from "../domain/envelope-id.ts";
import { passiveDecision } from "../domain/passive-decision.ts";
import type { PassiveReply, ReplyHead } from "../domain/reply.ts";
import { replyOf } from "../domain/reply-of.ts";
import type { JudgeInCallback } from "./judge-in-callback.ts";
import type { NoteAnswer } from "./note-answer.ts";

/** An answer to a callback. `id` tells it from all others, and is the same at each of WeChat's tries. */
export type CallbackAnswer = { readonly id: string; readonly reply: PassiveReply; readonly head: ReplyHead };

/** A message that came in a callback. `arrivedAt`: when its request came, epoch ms. */
export type CalledBack = {
  readonly message: InboundMessage;
  readonly lanes: number | undefined;
  readonly mode: ReplyMode;
  readonly arrivedAt: number;
};

export type AnswerCallbackDeps = {
  readonly judge: JudgeInCallback;
  /** Rules, routing table and own wxids, as the consumer has them. */
  readonly basis: () => Promise<DecisionBasis>;
  readonly account: (appId: string) => Promise<Account | undefined>;
  readonly journal: Pick<Journal, "record"> & StoredDecisions;
  readonly noteAnswer: NoteAnswer;
  /** The message's envelope, under this id or a new one. */
  readonly seal: (message: InboundMessage, lanes: number | undefined, id: string | undefined) => Promise<Envelope>;
  /** Puts an envelope where the consumer finds it. Throws where neither the queue nor the spool takes it. */
  readonly accept: (envelope: Envelope) => Promise<unknown>;
  readonly clock: Clock;
  readonly within: Within;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** WeChat waits 5 s; the way back takes a part of it. An answer counts as late after this, ms. */
export const ANSWER_TIME = 4500;

/** What comes before the decision is given up after this (ms), so that the message is safe and answered in time. */
const JUDGE_TIME = 1500;
const RECORD_TIME = 1000;

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
  const report = createReportDecision(deps);

  /** What `work` gives; undefined, with a line in the log, where it fails. */
  async function orConsumer<T>({ message: { appId } }: CalledBack, { id }: Envelope, work: Promise<T>) {
    try {
      return await work;
    } catch (error) {
      deps.metrics.count("PassiveNotDecided");
      deps.log.error("a callback could not decide on its message", error, { appId, envelopeId: id });
      return undefined;
    }
  }

  /** The decision of this try; undefined where the consumer decides. */
  async function decided({ message, mode }: CalledBack, envelope: Envelope) {
    const [account, basis] = await Promise.all([deps.account(message.appId), deps.basis()]);
    const received = { envelope, message, account, now: deps.clock.now() };
    const judged = await deps.judge(received, basis);
    const decision = judged && passiveDecision(judged, message, mode);
    if (!decision) return undefined;
    const decided = { at: received.now, routingVersion: basis.router.table.version };
    return { ...entryOf(envelope, message, decision), decided };
  }

  async function recorded(message: InboundMessage, entry: JournalEntry): Promise<Decision | undefined> {
    const stored = await deps.journal.record(entry, deps.clock.now());
    if (stored.status === "replay") return undefined;
    if (stored.status === "recorded") report(message, stored.decision);
    return stored.decision;
  }

  /**
   * The decision that stands in the journal; undefined before the first. What an earlier try decided holds, also
   * where this one would leave the message to the consumer: a rule's pause may have begun since.
   */
  async function decisionOn(calledBack: CalledBack, envelope: Envelope): Promise<Decision | undefined> {
    const { message } = calledBack;
    const entry = await orConsumer(calledBack, envelope, deps.within(decided(calledBack, envelope), JUDGE_TIME));
    const { dedupKey, id: envelopeId } = envelope;
    const work = entry
      ? recorded(message, entry)
      : deps.journal.decisionOn({ message, dedupKey, envelopeId }, deps.clock.now());
    return orConsumer(calledBack, envelope, deps.within(work, RECORD_TIME));
  }

  function answerOf(message: InboundMessage, { id, content, createdAt }: OutboundCommand): CallbackAnswer | undefined {
    const reply = replyOf(content);
    return reply && { id, reply, head: { to: message.conversationId, from: message.wxid, createdAt } };
  }

  return async (calledBack) => {
    const { message, lanes, mode, arrivedAt } = calledBack;
    const id = envelopeIdOf(message);
    const sealed = await deps.seal(message, lanes, id);
    const envelope: Envelope = mode === "passive" ? { ...sealed, answered: "in-callback" } : sealed;
    const decision = id === undefined ? undefined : await decisionOn(calledBack, envelope);
    const command = decision?.commands.find((one) => one.id === decision.passive);
    const [mayAnswer] = await Promise.all([
      command ? deps.noteAnswer.begin(command, envelope.id) : false,
      deps.accept(envelope),
    ]);
    if (!command || !mayAnswer) return undefined;
    await deps.noteAnswer.end(command, envelope.id);
    deps.metrics.count(deps.clock.now() - arrivedAt > ANSWER_TIME ? "PassiveLate" : "PassiveAnswered");
    return answerOf(message, command);
  };
}
