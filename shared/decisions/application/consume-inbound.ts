import { createLearnWxid } from "../../accounts/application/learn-wxid.ts";
import type { NotePulse } from "../../accounts/application/note-pulse.ts";
import { createOwnWxids } from "../../accounts/application/own-wxids.ts";
import type { Accounts, AccountTasks } from "../../accounts/application/ports/accounts.ts";
import { mayBeBack } from "../../accounts/domain/heartbeat.ts";
import type { AiQueue } from "../../ai/application/ports/ai.ts";
import type { Conversations } from "../../conversations/application/ports/conversations.ts";
import type { ConversationSettings } from "../../conversations/domain/settings.ts";
import type { Delivery } from "../../deliveries/domain/delivery.ts";
import { deliveryOf } from "../../deliveries/domain/routed-message.ts";
import { createMeetGroups } from "../../directory/application/meet-groups.ts";
import type { DirectoryQueue } from "../../directory/application/ports/directory.ts";
import { createRefreshSoon } from "../../directory/application/refresh-soon.ts";
import { type DelayedTask, taskAfter } from "../../directory/domain/task.ts";
import type { BodyStore } from "../../inbound/application/ports/inbound.ts";
import { type Envelope, groupOf } from "../../inbound/domain/envelope.ts";
import { cached } from "../../kernel/application/cached.ts";
import type { Events } from "../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { SettingsReader } from "../../kernel/application/ports/settings.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { EVENTS } from "../../names.ts";
import type { OutboundQueue } from "../../outbound/application/ports/outbound.ts";
import type { RecordBehaviour, Recorded } from "../../profiles/application/record-behaviour.ts";
import { behaviourOf } from "../../profiles/domain/behaviour.ts";
import type { ProfileScope } from "../../profiles/domain/change.ts";
import type { DeliveryQueue } from "../../routing/application/ports/routing.ts";
import type { Router } from "../../routing/domain/routing.ts";
import type { Cooldowns } from "../../rules/application/ports/cooldowns.ts";
import type { CompiledRules } from "../../rules/domain/judging/engine.ts";
import type { Decision } from "../domain/decision.ts";
import { createJudgeMessage, type Standing } from "./judge-message.ts";
import { createKeepConversation } from "./keep-conversation.ts";
import type { Journal } from "./ports/journal.ts";
import type { ReadFacts } from "./read-facts.ts";
import { createReportDecision } from "./report-decision.ts";

export type ConsumeInboundDeps = {
  readonly journal: Journal;
  readonly accounts: Accounts;
  readonly rules: () => Promise<CompiledRules>;
  /** Asked before the rules. */
  readonly routing: () => Promise<Router>;
  /** Asked only for messages that touch a rule which wants to know more than the message says. */
  readonly facts: ReadFacts;
  readonly cooldowns: Pick<Cooldowns, "begin">;
  readonly conversations: Pick<Conversations, "change" | "mute">;
  /** Asked only for what people write from an account's phone. */
  readonly settings: SettingsReader<ConversationSettings>;
  readonly outbound: OutboundQueue;
  readonly ai: AiQueue;
  readonly deliveries: DeliveryQueue;
  readonly tasks: AccountTasks;
  readonly directory: DirectoryQueue;
  /** Told of each message that came in for a registered personal account. */
  readonly heard: NotePulse;
  /** Told of a registered account that is thought to be offline and hears: somebody asks the gateway. */
  readonly mayBeBack: NotePulse;
  /** Whose messages make profiles. */
  readonly profileScope: ProfileScope;
  readonly recordBehaviour: RecordBehaviour;
  readonly bodies: BodyStore;
  readonly events: Events;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** How an envelope ended, by its position in the batch: undefined where it is done, else why it is not. */
export type ConsumeResult = readonly (Error | undefined)[];

const ACCOUNT_CACHE = 5000;

/** What comes of one envelope. */
type Outcome = { readonly decision: Decision; readonly deliveries: readonly Delivery[] };

/** What messages of a batch say beside what they ask for. */
type Gathered = { readonly changes: DelayedTask[]; readonly recorded: Recorded[] };

/**
 * Carries out a batch of envelopes, groups (accounts, or their lanes) side by side and each group in order: decide, journal, then send
 * all commands and deliveries in as few calls as possible. The decision of a message is made once; a retry carries out
 * the stored one. What messages tell of contacts and groups is queued for their views, what they tell of their senders
 * goes into profiles. After a failure in a group the rest of the group is not touched, so that the order holds.
 */
export function createConsumeInbound(deps: ConsumeInboundDeps): (batch: readonly Envelope[]) => Promise<ConsumeResult> {
  const accounts = cached(deps.clock, ACCOUNT_CACHE, (appId) => deps.accounts.get(appId));
  const judge = createJudgeMessage({ ...deps, account: accounts.get });
  const report = createReportDecision(deps);
  const keep = createKeepConversation(deps);
  const meet = createMeetGroups();
  const learnWxid = createLearnWxid(deps);
  const ownWxids = createOwnWxids(deps);
  const refreshSoon = createRefreshSoon(deps);

  /** Adds to `gathered` what the message says of contacts, groups and its sender. */
  async function decideOne(envelope: Envelope, standing: Standing, gathered: Gathered): Promise<Outcome | undefined> {
    const message = "message" in envelope ? envelope.message : await deps.bodies.get(envelope.body);
    const account = await accounts.get(envelope.appId);
    const now = deps.clock.now();
    const decision = await judge({ envelope, message, account, earlier: gathered.recorded, now }, standing);
    const recorded = await deps.journal.record(
      {
        envelopeId: envelope.id,
        dedupKey: envelope.dedupKey,
        receivedAt: envelope.receivedAt,
        message,
        decision,
        ...("body" in envelope ? { body: envelope.body } : {}),
      },
      now,
    );
    if (recorded.status === "replay") {
      deps.metrics.count("InboundReplayed");
      return undefined;
    }
    const behaviour = behaviourOf(envelope, message, recorded.decision);
    if (behaviour) gathered.recorded.push({ behaviour, message, again: recorded.status === "own-retry" });
    if (recorded.decision.cooldowns) await deps.cooldowns.begin(message.appId, recorded.decision.cooldowns);
    await keep(message, recorded.decision, now);
    if (recorded.status === "recorded") report(message, recorded.decision);
    if (!account) await flagUnknown(message, now);
    else if (await learnWxid(account, message, now)) accounts.forget(message.appId);
    if (account?.registered && account.channel === "personal" && message.kind !== "offline") {
      await deps.heard(message.appId);
      if (mayBeBack(account, envelope.receivedAt, now)) await deps.mayBeBack(message.appId);
    }
    // The gateway's word is no proof, and it may be old: somebody has to ask.
    if (message.kind === "offline" && account?.registered) {
      await deps.tasks.add({ type: "check", appId: message.appId, by: "offline-callback" }, 0);
    }
    const change = account?.registered ? (taskAfter(message, envelope.receivedAt) ?? meet(message)) : undefined;
    if (change) gathered.changes.push(change);
    const orders = recorded.decision.deliveries ?? [];
    return {
      decision: recorded.decision,
      deliveries: orders.map((order) => deliveryOf(order, message, account)),
    };
  }

  /**
   * The event first: a crash before the flag announces the account twice, the other way round never. Afterwards the
   * account is read anew, and the flagged row keeps it from being announced again.
   */
  async function flagUnknown(message: InboundMessage, now: number): Promise<void> {
    const { appId, wxid } = message;
    try {
      await deps.events.publish([{ type: EVENTS.unknownAccountSeen, detail: { appId, wxid, at: now } }]);
    } catch (error) {
      deps.log.error("an event was not published; the list of accounts shows the unknown one", error, { appId });
    }
    await deps.accounts.flagUnknown(appId, wxid, now);
    accounts.forget(appId);
  }

  /** Decides a group in order; returns the outcomes up to the first failure, and that failure. */
  async function decideGroup(group: readonly Envelope[], standing: Standing, gathered: Gathered) {
    const outcomes: (Outcome | undefined)[] = [];
    for (const envelope of group) {
      try {
        outcomes.push(await decideOne(envelope, standing, gathered));
      } catch (cause) {
        return { outcomes, failure: asError(cause) };
      }
    }
    return { outcomes, failure: undefined };
  }

  return async (batch) => {
    const [rules, router, own] = await Promise.all([deps.rules(), deps.routing(), ownWxids()]);
    const groups = groupPositions(batch);
    const gathered: Gathered = { changes: [], recorded: [] };
    const results = new Array<Error | undefined>(batch.length).fill(undefined);
    const decided = await Promise.all(
      groups.map(async (positions) => ({
        positions,
        ...(await decideGroup(
          positions.map((position) => batch[position] as Envelope),
          { rules, router, own },
          gathered,
        )),
      })),
    );
    const all = decided.flatMap(({ outcomes }) => outcomes.flatMap((outcome) => outcome ?? []));
    const [refused, unasked, undelivered, unrecorded] = await Promise.all([
      deps.outbound.send(all.flatMap(({ decision }) => decision.commands)),
      deps.ai.send(all.flatMap(({ decision }) => decision.aiTask ?? [])),
      deps.deliveries.send(all.flatMap(({ deliveries }) => deliveries)),
      deps.recordBehaviour(gathered.recorded),
      refreshSoon(gathered.changes),
    ]);
    if (refused.size > 0) deps.metrics.count("CommandRefused", refused.size);
    if (unasked.size > 0) deps.metrics.count("AiTaskRefused", unasked.size);
    if (undelivered.size > 0) deps.metrics.count("DeliveryRefused", undelivered.size);
    for (const { positions, outcomes, failure } of decided) {
      let broken: Error | undefined;
      for (const [index, position] of positions.entries()) {
        if (index >= outcomes.length) broken ??= failure;
        if (unrecorded.has(batch[position]?.id ?? "")) broken ??= notDone("a profile was not written");
        if (outcomes[index]?.decision.commands.some((command) => refused.has(command.id)))
          broken ??= notDone("the outbound queue refused a command");
        if (unasked.has(outcomes[index]?.decision.aiTask?.id ?? ""))
          broken ??= notDone("the AI queue refused a question");
        if (outcomes[index]?.deliveries.some(({ routed }) => undelivered.has(routed.id)))
          broken ??= notDone("the queue of deliveries refused one");
        if (broken) results[position] = broken;
      }
    }
    return results;
  };
}

function notDone(why: string): AppError {
  return new AppError("unavailable", why, { retryable: true });
}

/** Positions of a batch by group, both in order of appearance. */
function groupPositions(batch: readonly Envelope[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [position, envelope] of batch.entries()) {
    const name = groupOf(envelope);
    const group = groups.get(name);
    if (group) group.push(position);
    else groups.set(name, [position]);
  }
  return [...groups.values()];
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
