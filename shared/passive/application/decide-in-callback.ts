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
import { passiveDecision } from "../domain/passive-decision.ts";
import type { AwaitAi } from "./await-ai.ts";
import type { JudgeInCallback } from "./judge-in-callback.ts";
import type { KnownFiles } from "./known-files.ts";

/** A message that came in a callback, and how its account answers. */
export type Question = { readonly message: InboundMessage; readonly mode: ReplyMode };

export type DecideInCallbackDeps = {
  readonly judge: JudgeInCallback;
  /** Rules, routing table and own wxids, as the consumer has them. */
  readonly basis: () => Promise<DecisionBasis>;
  readonly account: (appId: string) => Promise<Account | undefined>;
  readonly journal: Pick<Journal, "record"> & StoredDecisions;
  readonly awaitAi: Pick<AwaitAi, "fetched">;
  readonly knownFiles: KnownFiles;
  readonly clock: Clock;
  readonly within: Within;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** The entry of a decision; `told`: to be called once it stands in the journal. */
type Decided = { readonly entry: JournalEntry; told(): Promise<void> };

/** What comes before the decision is given up after this (ms), so that the message is safe and answered in time. */
const JUDGE_TIME = 1500;
const RECORD_TIME = 1000;

/**
 * The decision that stands in the journal; undefined before the first. What an earlier try decided holds, also
 * where this one would leave the message to the consumer: a rule's pause may have begun since.
 */
export type DecideInCallback = (question: Question, envelope: Envelope) => Promise<Decision | undefined>;

export function createDecideInCallback(deps: DecideInCallbackDeps): DecideInCallback {
  const report = createReportDecision(deps);

  /** What `work` gives; undefined, with a line in the log, where it fails. */
  async function orConsumer<T>({ message: { appId } }: Question, { id }: Envelope, work: Promise<T>) {
    try {
      return await work;
    } catch (error) {
      deps.metrics.count("PassiveNotDecided");
      deps.log.error("a callback could not decide on its message", error, { appId, envelopeId: id });
      return undefined;
    }
  }

  /** The decision of this try; undefined where the consumer decides. */
  async function decided({ message, mode }: Question, envelope: Envelope): Promise<Decided | undefined> {
    const [account, basis] = await Promise.all([deps.account(message.appId), deps.basis()]);
    const now = deps.clock.now();
    const decided = { at: now, routingVersion: basis.router.table.version };
    const mayFetch = mode === "passive" && account?.registered;
    const fetched = mayFetch ? await deps.awaitAi.fetched(message, envelope.id, now) : undefined;
    if (fetched) return { ...fetched, entry: { ...entryOf(envelope, message, fetched.decision), decided } };
    const judged = await deps.judge({ envelope, message, account, now }, basis);
    const files = judged && (await deps.knownFiles(judged, message));
    const decision = judged && passiveDecision(judged, message, mode, files);
    return decision && { entry: { ...entryOf(envelope, message, decision), decided }, told: async () => undefined };
  }

  async function recorded({ entry, told }: Decided): Promise<Decision | undefined> {
    const stored = await deps.journal.record(entry, deps.clock.now());
    if (stored.status === "replay") return undefined;
    const { decision } = stored;
    if (stored.status === "recorded") report(entry.message, decision);
    const said = ({ commands }: Decision) => JSON.stringify(commands.map(({ content }) => content));
    if (said(decision) === said(entry.decision)) await told();
    return decision;
  }

  return async (question, envelope) => {
    const { message } = question;
    const mine = await orConsumer(question, envelope, deps.within(decided(question, envelope), JUDGE_TIME));
    const { dedupKey, id: envelopeId } = envelope;
    const work = mine ? recorded(mine) : deps.journal.decisionOn({ message, dedupKey, envelopeId }, deps.clock.now());
    return orConsumer(question, envelope, deps.within(work, RECORD_TIME));
  };
}
