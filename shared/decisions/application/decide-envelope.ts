import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { GroupClaims } from "../../conversations/application/ports/group-claims.ts";
import type { ConversationSettings } from "../../conversations/domain/settings.ts";
import type { Delivery } from "../../deliveries/domain/delivery.ts";
import { deliveryOf } from "../../deliveries/domain/routed-message.ts";
import type { Directory } from "../../directory/application/ports/directory.ts";
import { createRefreshUnseenGroups } from "../../directory/application/refresh-unseen-groups.ts";
import { type DelayedTask, taskAfter } from "../../directory/domain/task.ts";
import type { BodyStore } from "../../inbound/application/ports/body-store.ts";
import type { Envelope } from "../../inbound/domain/envelope.ts";
import { cached } from "../../kernel/application/cached.ts";
import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { SettingsReader } from "../../kernel/application/ports/settings.ts";
import type { LostFriends } from "../../outbound/application/ports/lost-friends.ts";
import type { Recorded } from "../../profiles/application/record-behaviour.ts";
import { behaviourOf } from "../../profiles/domain/behaviour.ts";
import type { Cooldowns } from "../../rules/application/ports/cooldowns.ts";
import type { Decision } from "../domain/decision.ts";
import { withoutAnswers } from "../domain/unanswerable.ts";
import { createAddressMessage } from "./address-message.ts";
import { createAnswerOnce } from "./answer-once.ts";
import { type ChangeConversationDeps, createChangeConversation } from "./change-conversation.ts";
import { createGroupMembers } from "./group-members.ts";
import { entryOf } from "./journal-entry.ts";
import { createJudgeMessage, type DecisionBasis, type JudgeMessageDeps } from "./judge-message.ts";
import { createNoteFriends } from "./note-friends.ts";
import type { Journal } from "./ports/journal.ts";
import { createReportDecision } from "./report-decision.ts";
import { createWatchAccount, type WatchAccountDeps } from "./watch-account.ts";
import type { WatchUnread } from "./watch-unread.ts";

export type DecideEnvelopeDeps = Omit<JudgeMessageDeps, "settings"> &
  ChangeConversationDeps &
  WatchAccountDeps & {
    readonly journal: Journal;
    readonly accounts: Pick<Accounts, "get" | "list">;
    readonly groupClaims: GroupClaims;
    readonly cooldowns: Pick<Cooldowns, "begin">;
    readonly bodies: BodyStore;
    /** The views of groups: read for messages that may mention the account by a name. */
    readonly groups: Pick<Directory, "members">;
    readonly lostFriends: LostFriends;
    readonly settings: SettingsReader<ConversationSettings>;
    readonly clock: Clock;
    readonly metrics: Metrics;
    /** Called for each message that was not there before. */
    readonly noteRead: WatchUnread["note"];
  };

/** The stored decision on one envelope, and the deliveries that it orders. */
export type Outcome = {
  readonly envelopeId: string;
  readonly decision: Decision;
  readonly deliveries: readonly Delivery[];
};

/** What the messages of a batch change in views and profiles; written once for the whole batch. */
export type ViewChanges = { readonly directory: DelayedTask[]; readonly behaviours: Recorded[] };

/** Decides one envelope and adds to `changes`. Undefined for a replay, which is skipped. Throws where a port fails. */
export type DecideEnvelope = (
  envelope: Envelope,
  basis: DecisionBasis,
  changes: ViewChanges,
) => Promise<Outcome | undefined>;

/** How long an account's row is used before it is read again, ms. */
const ACCOUNT_CACHE = 5000;
/** How long the settings of conversations are used before they are read again, ms. */
const SETTINGS_CACHE = 5000;

/**
 * Decides one envelope: evaluates, then writes message and decision in one conditional put, then carries out the stored
 * decision as far as the message's own account is concerned. The envelope's own retry finds its decision stored and
 * carries out that one.
 */
export function createDecideEnvelope(deps: DecideEnvelopeDeps): DecideEnvelope {
  const accounts = cached(deps.clock, ACCOUNT_CACHE, (appId) => deps.accounts.get(appId));
  const cachedSettings = cached(deps.clock, SETTINGS_CACHE, () => deps.settings.get());
  const settings = () => cachedSettings.get("fleet");
  const members = createGroupMembers(deps);
  const isTaken = createAnswerOnce({ ...deps, settings, members });
  const judge = createJudgeMessage({ ...deps, settings, account: accounts.get, isTaken });
  const changeConversation = createChangeConversation(deps);
  const report = createReportDecision(deps);
  const watchAccount = createWatchAccount(deps, accounts.forget);
  const noteFriends = createNoteFriends(deps);
  const address = createAddressMessage(members);
  const meetGroup = createRefreshUnseenGroups();

  return async (envelope, basis, changes) => {
    const given = "message" in envelope ? envelope.message : await deps.bodies.get(envelope.body);
    const account = await accounts.get(envelope.appId);
    const message = await address(given, account);
    const received = { envelope, message, account, now: deps.clock.now() };
    const decision = await judge(received, changes.behaviours, basis);
    const judged = envelope.answered === undefined ? decision : withoutAnswers(decision, message);
    const decided = { at: received.now, routingVersion: basis.router.table.version };
    const recorded = await deps.journal.record({ ...entryOf(envelope, message, judged), decided }, received.now);
    if (recorded.status === "replay") {
      deps.metrics.count("InboundReplayed");
      return undefined;
    }
    const { decision: stored } = recorded;
    const behaviour = behaviourOf(envelope, message, stored);
    if (behaviour) changes.behaviours.push({ behaviour, message, again: recorded.status === "own-retry" });
    if (stored.cooldowns) await deps.cooldowns.begin(message.appId, stored.cooldowns);
    await changeConversation(message, stored, received.now);
    if (recorded.status === "recorded") {
      report(message, stored);
      deps.noteRead(envelope, message);
    }
    if (account?.registered) await noteFriends(message);
    await watchAccount(received);
    const task = account?.registered ? (taskAfter(message, envelope.receivedAt) ?? meetGroup(message)) : undefined;
    if (task) changes.directory.push(task);
    const orders = stored.deliveries ?? [];
    return {
      envelopeId: envelope.id,
      decision: stored,
      deliveries: orders.map((order) => deliveryOf(order, message, account)),
    };
  };
}
