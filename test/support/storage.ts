import { createDynamoTokenStore } from "../../shared/adapters/dynamodb/access-tokens.ts";
import { createDynamoAccounts } from "../../shared/adapters/dynamodb/accounts.ts";
import { createDynamoAiBudgets } from "../../shared/adapters/dynamodb/ai-budgets.ts";
import { createDynamoAiFallbacks } from "../../shared/adapters/dynamodb/ai-fallbacks.ts";
import { createDynamoAiJournal } from "../../shared/adapters/dynamodb/ai-journal.ts";
import { createDynamoAiSettings } from "../../shared/adapters/dynamodb/ai-settings.ts";
import { createDynamoAlertStore } from "../../shared/adapters/dynamodb/alert-store.ts";
import { createDynamoAuditTrail } from "../../shared/adapters/dynamodb/audit-trail.ts";
import { createDynamoBehaviourHistory } from "../../shared/adapters/dynamodb/behaviour-history.ts";
import { createDynamoBroadcastRuns } from "../../shared/adapters/dynamodb/broadcast-runs.ts";
import { createDynamoBroadcasts } from "../../shared/adapters/dynamodb/broadcasts.ts";
import { createDynamoCircuits } from "../../shared/adapters/dynamodb/circuits.ts";
import { createDynamoConversations } from "../../shared/adapters/dynamodb/conversations.ts";
import { createDynamoCooldowns } from "../../shared/adapters/dynamodb/cooldowns.ts";
import { createDynamoDirectory } from "../../shared/adapters/dynamodb/directory.ts";
import { createDynamoHeldAnswers } from "../../shared/adapters/dynamodb/held-answers.ts";
import { createDynamoJournal } from "../../shared/adapters/dynamodb/journal.ts";
import { createDynamoLeases } from "../../shared/adapters/dynamodb/leases.ts";
import { createDynamoLedger } from "../../shared/adapters/dynamodb/ledger.ts";
import { createDynamoLogins } from "../../shared/adapters/dynamodb/logins.ts";
import { createDynamoMessageHistory } from "../../shared/adapters/dynamodb/message-history.ts";
import { createDynamoNewDevices } from "../../shared/adapters/dynamodb/new-devices.ts";
import { createDynamoOptOuts } from "../../shared/adapters/dynamodb/opt-outs.ts";
import { createDynamoParking } from "../../shared/adapters/dynamodb/parking.ts";
import { createDynamoPollCursors } from "../../shared/adapters/dynamodb/poll-cursors.ts";
import { createDynamoProfiles } from "../../shared/adapters/dynamodb/profiles.ts";
import { createDynamoPulses } from "../../shared/adapters/dynamodb/pulses.ts";
import { createDynamoRoutingTables } from "../../shared/adapters/dynamodb/routing-tables.ts";
import { createDynamoRuleDrafts } from "../../shared/adapters/dynamodb/rule-drafts.ts";
import { createDynamoRules } from "../../shared/adapters/dynamodb/rules.ts";
import { createDynamoRunLedger } from "../../shared/adapters/dynamodb/run-ledger.ts";
import { createDynamoRunProgress } from "../../shared/adapters/dynamodb/run-progress.ts";
import { createDynamoSendLocks } from "../../shared/adapters/dynamodb/send-locks.ts";
import { createDynamoSettings } from "../../shared/adapters/dynamodb/settings.ts";
import { createDynamoSpool } from "../../shared/adapters/dynamodb/spool.ts";
import { createDynamoTokenBuckets } from "../../shared/adapters/dynamodb/token-buckets.ts";
import { createDynamoUploadedMedia } from "../../shared/adapters/dynamodb/uploaded-media.ts";
import { createMemoryTokenStore } from "../../shared/adapters/memory/access-tokens.ts";
import { createMemoryAccounts } from "../../shared/adapters/memory/accounts.ts";
import { createMemoryAiBudgets } from "../../shared/adapters/memory/ai-budgets.ts";
import { createMemoryAiFallbacks } from "../../shared/adapters/memory/ai-fallbacks.ts";
import { createMemoryAiJournal } from "../../shared/adapters/memory/ai-journal.ts";
import { createMemoryAiSettings } from "../../shared/adapters/memory/ai-settings.ts";
import { createMemoryAlertStore } from "../../shared/adapters/memory/alert-store.ts";
import { createMemoryAuditTrail } from "../../shared/adapters/memory/audit-trail.ts";
import { createMemoryBehaviourHistory } from "../../shared/adapters/memory/behaviour-history.ts";
import { createMemoryBroadcastRuns } from "../../shared/adapters/memory/broadcast-runs.ts";
import { createMemoryBroadcasts } from "../../shared/adapters/memory/broadcasts.ts";
import { createMemoryCircuits } from "../../shared/adapters/memory/circuits.ts";
import { createMemoryConversations } from "../../shared/adapters/memory/conversations.ts";
import { createMemoryCooldowns } from "../../shared/adapters/memory/cooldowns.ts";
import { createMemoryDirectory } from "../../shared/adapters/memory/directory.ts";
import { createMemoryHeldAnswers } from "../../shared/adapters/memory/held-answers.ts";
import { createMemoryJournal } from "../../shared/adapters/memory/journal.ts";
import { createMemoryLeases } from "../../shared/adapters/memory/leases.ts";
import { createMemoryLedger } from "../../shared/adapters/memory/ledger.ts";
import { createMemoryLogins } from "../../shared/adapters/memory/logins.ts";
import { createMemoryNewDevices } from "../../shared/adapters/memory/new-devices.ts";
import { createMemoryOptOuts } from "../../shared/adapters/memory/opt-outs.ts";
import { createMemoryParking } from "../../shared/adapters/memory/parking.ts";
import { createMemoryPollCursors } from "../../shared/adapters/memory/poll-cursors.ts";
import { createMemoryProfiles } from "../../shared/adapters/memory/profiles.ts";
import { createMemoryPulses } from "../../shared/adapters/memory/pulses.ts";
import { createMemoryRoutingTables } from "../../shared/adapters/memory/routing-tables.ts";
import { createMemoryRuleDrafts } from "../../shared/adapters/memory/rule-drafts.ts";
import { createMemoryRules } from "../../shared/adapters/memory/rules.ts";
import { createMemoryRunLedger } from "../../shared/adapters/memory/run-ledger.ts";
import { createMemoryRunProgress } from "../../shared/adapters/memory/run-progress.ts";
import { createMemorySendLocks } from "../../shared/adapters/memory/send-locks.ts";
import { createMemorySettings } from "../../shared/adapters/memory/settings.ts";
import { createMemorySpool } from "../../shared/adapters/memory/spool.ts";
import { createMemoryTokenBuckets } from "../../shared/adapters/memory/token-buckets.ts";
import { createMemoryUploadedMedia } from "../../shared/adapters/memory/uploaded-media.ts";
import type { TokenStore } from "../../shared/application/ports/access-tokens.ts";
import type { Accounts, Pulses } from "../../shared/application/ports/accounts.ts";
import type { AiBudgets, AiFallbacks, AiJournal, AiSettingsStore } from "../../shared/application/ports/ai.ts";
import type { AlertStore } from "../../shared/application/ports/alerts.ts";
import type {
  BroadcastRuns,
  Broadcasts,
  OptOuts,
  RunLedger,
  RunProgress,
} from "../../shared/application/ports/broadcasts.ts";
import type { Conversations, Cooldowns } from "../../shared/application/ports/conversations.ts";
import type { Circuits, Leases } from "../../shared/application/ports/coordination.ts";
import type { Directory } from "../../shared/application/ports/directory.ts";
import type { AuditTrail } from "../../shared/application/ports/events.ts";
import type { HeldAnswers, PollCursors, Spool } from "../../shared/application/ports/inbound.ts";
import type { Journal, MessageHistory } from "../../shared/application/ports/journal.ts";
import type { Logins, NewDevices } from "../../shared/application/ports/logins.ts";
import type { Ledger, Parking, SendLocks, TokenBuckets } from "../../shared/application/ports/outbound.ts";
import type { BehaviourHistory, Profiles } from "../../shared/application/ports/profiles.ts";
import type { RoutingTables } from "../../shared/application/ports/routing.ts";
import type { RuleDrafts, Rules } from "../../shared/application/ports/rules.ts";
import type { SettingsStore } from "../../shared/application/ports/settings.ts";
import type { UploadedMedia } from "../../shared/application/ports/uploaded-media.ts";
import { NOON } from "./builders.ts";
import type { DynamoBackend } from "./dynamo-tables.ts";

/** All storage ports over one set of empty tables. */
export type Storage = {
  readonly accounts: Accounts;
  readonly aiBudgets: AiBudgets;
  readonly aiFallbacks: AiFallbacks;
  readonly aiJournal: AiJournal;
  readonly aiSettings: AiSettingsStore;
  readonly alerts: AlertStore;
  readonly auditTrail: AuditTrail;
  readonly behaviourHistory: BehaviourHistory;
  readonly broadcastRuns: BroadcastRuns;
  readonly broadcasts: Broadcasts;
  readonly circuits: Circuits;
  readonly conversations: Conversations;
  readonly cooldowns: Cooldowns;
  readonly directory: Directory;
  readonly history: MessageHistory;
  readonly journal: Journal;
  readonly leases: Leases;
  readonly ledger: Ledger;
  readonly logins: Logins;
  readonly newDevices: NewDevices;
  readonly optOuts: OptOuts;
  readonly parking: Parking;
  readonly pollCursors: PollCursors;
  readonly heldAnswers: HeldAnswers;
  readonly profiles: Profiles;
  readonly pulses: Pulses;
  readonly ruleDrafts: RuleDrafts;
  readonly routingTables: RoutingTables;
  readonly rules: Rules;
  readonly runLedger: RunLedger;
  readonly runProgress: RunProgress;
  readonly sendLocks: SendLocks;
  readonly settings: SettingsStore;
  readonly spool: Spool;
  readonly tokenBuckets: TokenBuckets;
  readonly tokenStore: TokenStore;
  readonly uploadedMedia: UploadedMedia;
};

export function memoryStorage() {
  const accounts = createMemoryAccounts();
  const parking = createMemoryParking();
  const journal = createMemoryJournal();
  const ledger = createMemoryLedger();
  const profiles = createMemoryProfiles();
  return {
    accounts,
    aiBudgets: createMemoryAiBudgets(),
    aiFallbacks: createMemoryAiFallbacks(),
    aiJournal: createMemoryAiJournal(journal),
    aiSettings: createMemoryAiSettings(),
    alerts: createMemoryAlertStore(),
    auditTrail: createMemoryAuditTrail(),
    behaviourHistory: createMemoryBehaviourHistory(journal, profiles),
    broadcastRuns: createMemoryBroadcastRuns(),
    broadcasts: createMemoryBroadcasts(),
    circuits: createMemoryCircuits(),
    conversations: createMemoryConversations(),
    cooldowns: createMemoryCooldowns(),
    directory: createMemoryDirectory(),
    history: journal.history,
    journal,
    leases: createMemoryLeases(),
    ledger,
    runLedger: createMemoryRunLedger(ledger),
    sendLocks: createMemorySendLocks(),
    optOuts: createMemoryOptOuts(),
    parking,
    logins: createMemoryLogins(),
    newDevices: createMemoryNewDevices(),
    pollCursors: createMemoryPollCursors(),
    heldAnswers: createMemoryHeldAnswers(),
    profiles,
    pulses: createMemoryPulses({ accounts, parking }),
    ruleDrafts: createMemoryRuleDrafts(),
    routingTables: createMemoryRoutingTables(),
    rules: createMemoryRules(),
    runProgress: createMemoryRunProgress(),
    settings: createMemorySettings(),
    spool: createMemorySpool(),
    tokenBuckets: createMemoryTokenBuckets(),
    tokenStore: createMemoryTokenStore(),
    uploadedMedia: createMemoryUploadedMedia(),
  } satisfies Storage;
}

export async function dynamoStorage({ client, freshTables }: Pick<DynamoBackend, "client" | "freshTables">) {
  const { config, state, journal } = await freshTables();
  return {
    accounts: createDynamoAccounts({ client, table: config }),
    aiBudgets: createDynamoAiBudgets({ client, table: state }),
    aiFallbacks: createDynamoAiFallbacks({ client, table: state }),
    aiJournal: createDynamoAiJournal({ client, table: journal }),
    aiSettings: createDynamoAiSettings({ client, table: config }),
    alerts: createDynamoAlertStore({ client, table: state }),
    auditTrail: createDynamoAuditTrail({ client, table: config }),
    behaviourHistory: createDynamoBehaviourHistory({ client, table: journal }),
    broadcastRuns: createDynamoBroadcastRuns({ client, table: journal }),
    broadcasts: createDynamoBroadcasts({ client, table: config }),
    circuits: createDynamoCircuits({ client, table: state }),
    conversations: createDynamoConversations({ client, table: state }),
    cooldowns: createDynamoCooldowns({ client, table: state }),
    directory: createDynamoDirectory({ client, table: journal }),
    history: createDynamoMessageHistory({ client, table: journal }),
    journal: createDynamoJournal({ client, table: journal }),
    leases: createDynamoLeases({ client, table: state }),
    ledger: createDynamoLedger({ client, table: journal }),
    runLedger: createDynamoRunLedger({ client, table: journal }),
    sendLocks: createDynamoSendLocks({ client, table: state }),
    logins: createDynamoLogins({ client, table: state }),
    newDevices: createDynamoNewDevices({ client, table: state }),
    optOuts: createDynamoOptOuts({ client, table: config }),
    parking: createDynamoParking({ client, table: state }),
    pollCursors: createDynamoPollCursors({ client, table: state }),
    heldAnswers: createDynamoHeldAnswers({ client, table: state }),
    profiles: createDynamoProfiles({ client, table: journal }),
    pulses: createDynamoPulses({ client, configTable: config, stateTable: state, now: () => NOON }),
    ruleDrafts: createDynamoRuleDrafts({ client, table: config }),
    routingTables: createDynamoRoutingTables({ client, table: config }),
    rules: createDynamoRules({ client, table: config }),
    runProgress: createDynamoRunProgress({ client, table: journal }),
    settings: createDynamoSettings({ client, table: config }),
    spool: createDynamoSpool({ client, stateTable: state, journalTable: journal }),
    tokenBuckets: createDynamoTokenBuckets({ client, table: state }),
    tokenStore: createDynamoTokenStore({ client, table: state }),
    uploadedMedia: createDynamoUploadedMedia({ client, table: state }),
  } satisfies Storage;
}
