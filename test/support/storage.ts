import { createDynamoPulses } from "../../shared/accounts/adapters/dynamo-pulses.ts";
import { createDynamoAccountStore } from "../../shared/accounts/adapters/dynamo-store.ts";
import { createMemoryAccounts } from "../../shared/accounts/adapters/memory-accounts.ts";
import { createMemoryPulses } from "../../shared/accounts/adapters/memory-pulses.ts";
import type { Pulses } from "../../shared/accounts/application/ports/heartbeat.ts";
import type { AccountStore } from "../../shared/accounts/application/ports/store.ts";
import { createDynamoAiBudgets } from "../../shared/ai/adapters/dynamo-budgets.ts";
import { createDynamoAiFallbacks } from "../../shared/ai/adapters/dynamo-fallbacks.ts";
import { createDynamoAiSettings } from "../../shared/ai/adapters/dynamo-settings.ts";
import { createMemoryAiBudgets } from "../../shared/ai/adapters/memory-budgets.ts";
import { createMemoryAiFallbacks } from "../../shared/ai/adapters/memory-fallbacks.ts";
import { createMemoryAiSettings } from "../../shared/ai/adapters/memory-settings.ts";
import type { AiBudgets, AiFallbacks, AiJournal, AiSettingsStore } from "../../shared/ai/application/ports/ai.ts";
import { createDynamoAlertStore } from "../../shared/alerts/adapters/dynamo-store.ts";
import { createMemoryAlertStore } from "../../shared/alerts/adapters/memory-store.ts";
import type { AlertStore } from "../../shared/alerts/application/ports/store.ts";
import { createDynamoBroadcasts } from "../../shared/broadcasts/adapters/dynamo-broadcasts.ts";
import { createDynamoOptOuts } from "../../shared/broadcasts/adapters/dynamo-opt-outs.ts";
import { createDynamoRunLedger } from "../../shared/broadcasts/adapters/dynamo-run-ledger.ts";
import { createDynamoRunProgress } from "../../shared/broadcasts/adapters/dynamo-run-progress.ts";
import { createDynamoBroadcastRuns } from "../../shared/broadcasts/adapters/dynamo-runs.ts";
import { createMemoryBroadcasts } from "../../shared/broadcasts/adapters/memory-broadcasts.ts";
import { createMemoryOptOuts } from "../../shared/broadcasts/adapters/memory-opt-outs.ts";
import { createMemoryRunLedger } from "../../shared/broadcasts/adapters/memory-run-ledger.ts";
import { createMemoryRunProgress } from "../../shared/broadcasts/adapters/memory-run-progress.ts";
import { createMemoryBroadcastRuns } from "../../shared/broadcasts/adapters/memory-runs.ts";
import type { Broadcasts } from "../../shared/broadcasts/application/ports/broadcasts.ts";
import type { OptOuts } from "../../shared/broadcasts/application/ports/opt-outs.ts";
import type { RunLedger } from "../../shared/broadcasts/application/ports/run-ledger.ts";
import type { RunProgress } from "../../shared/broadcasts/application/ports/run-progress.ts";
import type { BroadcastRuns } from "../../shared/broadcasts/application/ports/runs.ts";
import { createDynamoConversations } from "../../shared/conversations/adapters/dynamo-conversations.ts";
import { createDynamoGroupClaims } from "../../shared/conversations/adapters/dynamo-group-claims.ts";
import { createDynamoPauseHistory } from "../../shared/conversations/adapters/dynamo-pause-history.ts";
import { createMemoryConversations } from "../../shared/conversations/adapters/memory-conversations.ts";
import { createMemoryGroupClaims } from "../../shared/conversations/adapters/memory-group-claims.ts";
import { createMemoryPauseHistory } from "../../shared/conversations/adapters/memory-pause-history.ts";
import type { Conversations } from "../../shared/conversations/application/ports/conversations.ts";
import type { GroupClaims } from "../../shared/conversations/application/ports/group-claims.ts";
import type { PauseHistory } from "../../shared/conversations/application/ports/pause-history.ts";
import { createDynamoAllowances } from "../../shared/dead-letters/adapters/dynamo-allowances.ts";
import { createDynamoFailureCauses } from "../../shared/dead-letters/adapters/dynamo-causes.ts";
import { createDynamoDeadLetters } from "../../shared/dead-letters/adapters/dynamo-store.ts";
import { createMemoryAllowances } from "../../shared/dead-letters/adapters/memory-allowances.ts";
import { createMemoryFailureCauses } from "../../shared/dead-letters/adapters/memory-causes.ts";
import { createMemoryDeadLetters } from "../../shared/dead-letters/adapters/memory-store.ts";
import type { Allowances } from "../../shared/dead-letters/application/ports/allowances.ts";
import type { FailureCauses } from "../../shared/dead-letters/application/ports/causes.ts";
import type { DeadLetters } from "../../shared/dead-letters/application/ports/store.ts";
import { createDynamoAiJournal } from "../../shared/decisions/adapters/dynamo-ai-journal.ts";
import { createDynamoBehaviourHistory } from "../../shared/decisions/adapters/dynamo-behaviour-history.ts";
import { createDynamoJournal } from "../../shared/decisions/adapters/dynamo-journal.ts";
import { createDynamoMessageHistory } from "../../shared/decisions/adapters/dynamo-message-history.ts";
import { createDynamoUnreadCounts } from "../../shared/decisions/adapters/dynamo-unread-counts.ts";
import { createMemoryAiJournal } from "../../shared/decisions/adapters/memory-ai-journal.ts";
import { createMemoryBehaviourHistory } from "../../shared/decisions/adapters/memory-behaviour-history.ts";
import { createMemoryJournal } from "../../shared/decisions/adapters/memory-journal.ts";
import { createMemoryUnreadCounts } from "../../shared/decisions/adapters/memory-unread-counts.ts";
import type { Journal, MessageHistory, StoredDecisions } from "../../shared/decisions/application/ports/journal.ts";
import type { UnreadCounts } from "../../shared/decisions/application/ports/unread-counts.ts";
import { createDynamoDirectoryStore } from "../../shared/directory/adapters/dynamo-store.ts";
import { createMemoryDirectory } from "../../shared/directory/adapters/memory-directory.ts";
import type { DirectoryStore } from "../../shared/directory/application/ports/store.ts";
import { createDynamoMiniKeys } from "../../shared/identity/adapters/dynamo-mini-keys.ts";
import { createDynamoSessionCodes } from "../../shared/identity/adapters/dynamo-session-codes.ts";
import { createDynamoSessionKeys } from "../../shared/identity/adapters/dynamo-session-keys.ts";
import { createDynamoSessions } from "../../shared/identity/adapters/dynamo-sessions.ts";
import { createDynamoSignInStates } from "../../shared/identity/adapters/dynamo-sign-in-states.ts";
import { createDynamoWebAccess } from "../../shared/identity/adapters/dynamo-web-access.ts";
import { createDynamoWebGrants } from "../../shared/identity/adapters/dynamo-web-grants.ts";
import { createMemoryMiniKeys } from "../../shared/identity/adapters/memory-mini-keys.ts";
import { createMemorySessionCodes } from "../../shared/identity/adapters/memory-session-codes.ts";
import { createMemorySessionKeys } from "../../shared/identity/adapters/memory-session-keys.ts";
import { createMemorySessions } from "../../shared/identity/adapters/memory-sessions.ts";
import { createMemorySignInStates } from "../../shared/identity/adapters/memory-sign-in-states.ts";
import { createMemoryWebAccess } from "../../shared/identity/adapters/memory-web-access.ts";
import { createMemoryWebGrants } from "../../shared/identity/adapters/memory-web-grants.ts";
import type { MiniKeys } from "../../shared/identity/application/ports/mini-keys.ts";
import type { SessionCodes } from "../../shared/identity/application/ports/session-codes.ts";
import type { SessionKeyRows } from "../../shared/identity/application/ports/session-keys.ts";
import type { SessionRows } from "../../shared/identity/application/ports/session-rows.ts";
import type { SignInStates } from "../../shared/identity/application/ports/sign-in-states.ts";
import type { WebAccessRows } from "../../shared/identity/application/ports/web-access.ts";
import type { WebGrants } from "../../shared/identity/application/ports/web-grants.ts";
import { createDynamoHeldAnswers } from "../../shared/inbound/adapters/dynamo-held-answers.ts";
import { createDynamoPollCursors } from "../../shared/inbound/adapters/dynamo-poll-cursors.ts";
import { createDynamoSpool } from "../../shared/inbound/adapters/dynamo-spool.ts";
import { createMemoryHeldAnswers } from "../../shared/inbound/adapters/memory-held-answers.ts";
import { createMemoryPollCursors } from "../../shared/inbound/adapters/memory-poll-cursors.ts";
import { createMemorySpool } from "../../shared/inbound/adapters/memory-spool.ts";
import type { HeldAnswers, PollCursors } from "../../shared/inbound/application/ports/polling.ts";
import type { Spool } from "../../shared/inbound/application/ports/spool.ts";
import type { Circuits } from "../../shared/kernel/application/ports/circuits.ts";
import type { Leases } from "../../shared/kernel/application/ports/leases.ts";
import { createDynamoLogins } from "../../shared/logins/adapters/dynamo-logins.ts";
import { createDynamoNewDevices } from "../../shared/logins/adapters/dynamo-new-devices.ts";
import { createMemoryLogins } from "../../shared/logins/adapters/memory-logins.ts";
import { createMemoryNewDevices } from "../../shared/logins/adapters/memory-new-devices.ts";
import type { Logins } from "../../shared/logins/application/ports/logins.ts";
import type { NewDevices } from "../../shared/logins/application/ports/new-devices.ts";
import { createDynamoAuthorizationLinks } from "../../shared/official/adapters/dynamo-authorization-links.ts";
import { createDynamoAuthorizations } from "../../shared/official/adapters/dynamo-authorizations.ts";
import { createDynamoComponents } from "../../shared/official/adapters/dynamo-components.ts";
import {
  createDynamoAppCredentials,
  createDynamoCallbackKeys,
} from "../../shared/official/adapters/dynamo-credentials.ts";
import { createDynamoTokenStore } from "../../shared/official/adapters/dynamo-token-store.ts";
import { createDynamoUploadedMedia } from "../../shared/official/adapters/dynamo-uploaded-media.ts";
import { createMemoryAuthorizationLinks } from "../../shared/official/adapters/memory-authorization-links.ts";
import { createMemoryAuthorizations } from "../../shared/official/adapters/memory-authorizations.ts";
import { createMemoryComponents } from "../../shared/official/adapters/memory-components.ts";
import { createMemoryCredentials } from "../../shared/official/adapters/memory-credentials.ts";
import { createMemoryTokenStore } from "../../shared/official/adapters/memory-token-store.ts";
import { createMemoryUploadedMedia } from "../../shared/official/adapters/memory-uploaded-media.ts";
import type { AuthorizationLinks } from "../../shared/official/application/ports/authorization-links.ts";
import type { AuthorizationStore } from "../../shared/official/application/ports/authorizations.ts";
import type { Components } from "../../shared/official/application/ports/components.ts";
import type { AppCredentialRows, CallbackKeyRows } from "../../shared/official/application/ports/credential-rows.ts";
import type { TokenStore } from "../../shared/official/application/ports/kept-tokens.ts";
import type { UploadedMedia } from "../../shared/official/application/ports/uploaded-media.ts";
import type { KeptCredential, KeptKeys } from "../../shared/official/domain/kept-credentials.ts";
import type { TokenKind } from "../../shared/official/domain/token-kinds.ts";
import { createDynamoAuditTrail } from "../../shared/operators/adapters/dynamo-audit-trail.ts";
import { createDynamoSettings } from "../../shared/operators/adapters/dynamo-settings.ts";
import { createMemoryAuditTrail } from "../../shared/operators/adapters/memory-audit-trail.ts";
import { createMemorySettings } from "../../shared/operators/adapters/memory-settings.ts";
import type { AuditTrail } from "../../shared/operators/application/ports/audit.ts";
import type { SettingsStore } from "../../shared/operators/application/ports/settings.ts";
import { createDynamoAccountCircuits } from "../../shared/outbound/adapters/dynamo-account-circuits.ts";
import { createDynamoLedger } from "../../shared/outbound/adapters/dynamo-ledger.ts";
import { createDynamoLostFriends } from "../../shared/outbound/adapters/dynamo-lost-friends.ts";
import { createDynamoParking } from "../../shared/outbound/adapters/dynamo-parking.ts";
import { createDynamoSendLocks } from "../../shared/outbound/adapters/dynamo-send-locks.ts";
import { createDynamoTokenBuckets } from "../../shared/outbound/adapters/dynamo-token-buckets.ts";
import { createMemoryAccountCircuits } from "../../shared/outbound/adapters/memory-account-circuits.ts";
import { createMemoryLedger } from "../../shared/outbound/adapters/memory-ledger.ts";
import { createMemoryLostFriends } from "../../shared/outbound/adapters/memory-lost-friends.ts";
import { createMemoryParking } from "../../shared/outbound/adapters/memory-parking.ts";
import { createMemorySendLocks } from "../../shared/outbound/adapters/memory-send-locks.ts";
import { type BucketRows, createMemoryTokenBuckets } from "../../shared/outbound/adapters/memory-token-buckets.ts";
import type { LostFriends } from "../../shared/outbound/application/ports/lost-friends.ts";
import type {
  AccountCircuits,
  AheadBuckets,
  Ledger,
  Parking,
  SendLocks,
} from "../../shared/outbound/application/ports/outbound.ts";
import { createDynamoWaits } from "../../shared/passive/adapters/dynamo-waits.ts";
import { createMemoryWaits } from "../../shared/passive/adapters/memory-waits.ts";
import type { Waits } from "../../shared/passive/application/ports/waits.ts";
import { createDynamoMerchantKeys, createDynamoMerchants } from "../../shared/pay/adapters/dynamo-merchants.ts";
import { createDynamoPayNews } from "../../shared/pay/adapters/dynamo-news.ts";
import { createMemoryMerchants } from "../../shared/pay/adapters/memory-merchants.ts";
import { createMemoryPayNews } from "../../shared/pay/adapters/memory-news.ts";
import type { MerchantKeyRows, Merchants } from "../../shared/pay/application/ports/merchant-store.ts";
import type { PayNewsRows } from "../../shared/pay/application/ports/pay-news.ts";
import type { MerchantKeys } from "../../shared/pay/domain/merchant-keys.ts";
import { createDynamoCircuits } from "../../shared/platform/dynamodb/circuits.ts";
import { createDynamoLeases } from "../../shared/platform/dynamodb/leases.ts";
import { createMemoryCircuits } from "../../shared/platform/memory/circuits.ts";
import { createMemoryLeases } from "../../shared/platform/memory/leases.ts";
import { createMemorySealer } from "../../shared/platform/memory/sealer.ts";
import { createDynamoPersonLinks } from "../../shared/profiles/adapters/dynamo-person-links.ts";
import { createDynamoProfiles } from "../../shared/profiles/adapters/dynamo-profiles.ts";
import { createMemoryPersonLinks } from "../../shared/profiles/adapters/memory-person-links.ts";
import { createMemoryProfiles } from "../../shared/profiles/adapters/memory-profiles.ts";
import type { BehaviourHistory } from "../../shared/profiles/application/ports/behaviour-history.ts";
import type { PersonLinks } from "../../shared/profiles/application/ports/person-links.ts";
import type { Profiles } from "../../shared/profiles/application/ports/profiles.ts";
import { createDynamoRoutingTables } from "../../shared/routing/adapters/dynamo-tables.ts";
import { createMemoryRoutingTables } from "../../shared/routing/adapters/memory-tables.ts";
import type { RoutingTables } from "../../shared/routing/application/ports/tables.ts";
import { createDynamoCooldowns } from "../../shared/rules/adapters/dynamo-cooldowns.ts";
import { createDynamoRuleDrafts } from "../../shared/rules/adapters/dynamo-drafts.ts";
import { createDynamoRules } from "../../shared/rules/adapters/dynamo-rules.ts";
import { createMemoryCooldowns } from "../../shared/rules/adapters/memory-cooldowns.ts";
import { createMemoryRuleDrafts } from "../../shared/rules/adapters/memory-drafts.ts";
import { createMemoryRules } from "../../shared/rules/adapters/memory-rules.ts";
import type { Cooldowns } from "../../shared/rules/application/ports/cooldowns.ts";
import type { RuleDrafts, Rules } from "../../shared/rules/application/ports/rules.ts";
import { NOON } from "./builders.ts";
import type { DynamoBackend } from "./dynamo-tables.ts";

/** All storage ports over one set of empty tables. */
export type Storage = {
  readonly accounts: AccountStore;
  readonly accountCircuits: AccountCircuits;
  readonly aiBudgets: AiBudgets;
  readonly aiFallbacks: AiFallbacks;
  readonly aiJournal: AiJournal;
  readonly aiSettings: AiSettingsStore;
  readonly alerts: AlertStore;
  readonly allowances: Allowances;
  readonly auditTrail: AuditTrail;
  readonly authorizationLinks: AuthorizationLinks;
  readonly authorizations: AuthorizationStore;
  readonly behaviourHistory: BehaviourHistory;
  readonly broadcastRuns: BroadcastRuns;
  readonly broadcasts: Broadcasts;
  readonly circuits: Circuits;
  readonly components: Components;
  readonly conversations: Conversations;
  readonly cooldowns: Cooldowns;
  readonly appCredentials: AppCredentialRows;
  readonly callbackKeys: CallbackKeyRows;
  readonly unreadCounts: UnreadCounts;
  readonly groupClaims: GroupClaims;
  readonly lostFriends: LostFriends;
  readonly deadLetters: DeadLetters;
  readonly directory: DirectoryStore;
  readonly failureCauses: FailureCauses;
  readonly history: MessageHistory;
  readonly journal: Journal & StoredDecisions;
  readonly leases: Leases;
  readonly ledger: Ledger;
  readonly logins: Logins;
  readonly miniKeys: MiniKeys;
  readonly newDevices: NewDevices;
  readonly optOuts: OptOuts;
  readonly parking: Parking;
  readonly pauses: PauseHistory;
  readonly payNews: PayNewsRows;
  readonly personLinks: PersonLinks;
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
  readonly signInStates: SignInStates;
  readonly spool: Spool;
  readonly tokenBuckets: AheadBuckets;
  readonly tokenStores: Readonly<Record<TokenKind, TokenStore>>;
  readonly uploadedMedia: UploadedMedia;
  readonly waits: Waits;
  readonly webAccess: WebAccessRows;
  readonly webGrants: WebGrants;
  readonly sessionCodes: SessionCodes;
  readonly sessionKeys: SessionKeyRows;
  readonly sessions: SessionRows;
  readonly merchants: Merchants;
  readonly merchantKeys: MerchantKeyRows;
};

const ofEachKind = (create: (kind: TokenKind) => TokenStore): Readonly<Record<TokenKind, TokenStore>> => ({
  access: create("access"),
  "jsapi-ticket": create("jsapi-ticket"),
  "card-ticket": create("card-ticket"),
  component: create("component"),
  authorizer: create("authorizer"),
});

export function memoryStorage() {
  const bucketRows: BucketRows = new Map();
  const accounts = createMemoryAccounts();
  const parking = createMemoryParking();
  const journal = createMemoryJournal();
  const ledger = createMemoryLedger();
  const profiles = createMemoryProfiles();
  return {
    accounts,
    accountCircuits: createMemoryAccountCircuits(bucketRows),
    aiBudgets: createMemoryAiBudgets(),
    aiFallbacks: createMemoryAiFallbacks(),
    aiJournal: createMemoryAiJournal(journal),
    aiSettings: createMemoryAiSettings(),
    alerts: createMemoryAlertStore(),
    allowances: createMemoryAllowances(),
    auditTrail: createMemoryAuditTrail(),
    authorizationLinks: createMemoryAuthorizationLinks(),
    authorizations: createMemoryAuthorizations(),
    behaviourHistory: createMemoryBehaviourHistory(journal, profiles),
    broadcastRuns: createMemoryBroadcastRuns(),
    broadcasts: createMemoryBroadcasts(),
    circuits: createMemoryCircuits(),
    components: createMemoryComponents(),
    conversations: createMemoryConversations(),
    cooldowns: createMemoryCooldowns(),
    appCredentials: createMemoryCredentials<KeptCredential>(),
    callbackKeys: createMemoryCredentials<KeptKeys>(),
    unreadCounts: createMemoryUnreadCounts(),
    groupClaims: createMemoryGroupClaims(),
    lostFriends: createMemoryLostFriends(),
    deadLetters: createMemoryDeadLetters(),
    directory: createMemoryDirectory(),
    failureCauses: createMemoryFailureCauses(),
    history: journal.history,
    journal,
    leases: createMemoryLeases(),
    ledger,
    runLedger: createMemoryRunLedger(ledger),
    sendLocks: createMemorySendLocks(),
    optOuts: createMemoryOptOuts(),
    parking,
    pauses: createMemoryPauseHistory(),
    payNews: createMemoryPayNews(),
    personLinks: createMemoryPersonLinks(),
    logins: createMemoryLogins(),
    miniKeys: createMemoryMiniKeys(),
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
    signInStates: createMemorySignInStates(),
    spool: createMemorySpool(),
    tokenBuckets: createMemoryTokenBuckets(bucketRows),
    tokenStores: ofEachKind(createMemoryTokenStore),
    uploadedMedia: createMemoryUploadedMedia(),
    waits: createMemoryWaits(),
    webGrants: createMemoryWebGrants(),
    webAccess: createMemoryWebAccess(),
    sessionCodes: createMemorySessionCodes(),
    sessionKeys: createMemorySessionKeys(),
    sessions: createMemorySessions(),
    merchants: createMemoryMerchants(),
    merchantKeys: createMemoryCredentials<MerchantKeys>(),
  } satisfies Storage;
}

export async function dynamoStorage({ client, freshTables }: Pick<DynamoBackend, "client" | "freshTables">) {
  const { config, state, journal } = await freshTables();
  const sealer = createMemorySealer();
  return {
    accounts: createDynamoAccountStore({ client, table: config, joins: true }),
    accountCircuits: createDynamoAccountCircuits({ client, table: state }),
    aiBudgets: createDynamoAiBudgets({ client, table: state }),
    aiFallbacks: createDynamoAiFallbacks({ client, table: state }),
    aiJournal: createDynamoAiJournal({ client, table: journal }),
    aiSettings: createDynamoAiSettings({ client, table: config }),
    alerts: createDynamoAlertStore({ client, table: state }),
    allowances: createDynamoAllowances({ client, table: state }),
    auditTrail: createDynamoAuditTrail({ client, table: config }),
    authorizationLinks: createDynamoAuthorizationLinks({ client, table: state }),
    authorizations: createDynamoAuthorizations({ client, table: config, sealer }),
    behaviourHistory: createDynamoBehaviourHistory({ client, table: journal }),
    broadcastRuns: createDynamoBroadcastRuns({ client, table: journal }),
    broadcasts: createDynamoBroadcasts({ client, table: config }),
    circuits: createDynamoCircuits({ client, table: state }),
    components: createDynamoComponents({ client, table: config, sealer }),
    conversations: createDynamoConversations({ client, table: state, joins: true }),
    cooldowns: createDynamoCooldowns({ client, table: state, joins: true }),
    appCredentials: createDynamoAppCredentials({ client, table: config, sealer }),
    callbackKeys: createDynamoCallbackKeys({ client, table: config, sealer }),
    unreadCounts: createDynamoUnreadCounts({ client, table: state }),
    groupClaims: createDynamoGroupClaims({ client, table: state }),
    lostFriends: createDynamoLostFriends({ client, table: state, joins: true }),
    deadLetters: createDynamoDeadLetters({ client, table: journal }),
    directory: createDynamoDirectoryStore({ client, table: journal }),
    failureCauses: createDynamoFailureCauses({ client, table: state }),
    history: createDynamoMessageHistory({ client, table: journal }),
    journal: createDynamoJournal({ client, table: journal, joins: true }),
    leases: createDynamoLeases({ client, table: state }),
    ledger: createDynamoLedger({ client, table: journal, joins: true }),
    runLedger: createDynamoRunLedger({ client, table: journal }),
    sendLocks: createDynamoSendLocks({ client, table: state }),
    logins: createDynamoLogins({ client, table: state }),
    miniKeys: createDynamoMiniKeys({ client, table: state, sealer }),
    newDevices: createDynamoNewDevices({ client, table: state }),
    optOuts: createDynamoOptOuts({ client, table: config }),
    parking: createDynamoParking({ client, table: state }),
    pauses: createDynamoPauseHistory({ client, table: journal }),
    payNews: createDynamoPayNews({ client, table: journal }),
    personLinks: createDynamoPersonLinks({ client, table: journal }),
    pollCursors: createDynamoPollCursors({ client, table: state }),
    heldAnswers: createDynamoHeldAnswers({ client, table: state }),
    profiles: createDynamoProfiles({ client, table: journal, joins: true }),
    pulses: createDynamoPulses({ client, configTable: config, stateTable: state, now: () => NOON }),
    ruleDrafts: createDynamoRuleDrafts({ client, table: config }),
    routingTables: createDynamoRoutingTables({ client, table: config }),
    rules: createDynamoRules({ client, table: config }),
    runProgress: createDynamoRunProgress({ client, table: journal }),
    settings: createDynamoSettings({ client, table: config }),
    signInStates: createDynamoSignInStates({ client, table: state }),
    spool: createDynamoSpool({ client, stateTable: state, journalTable: journal }),
    tokenBuckets: createDynamoTokenBuckets({ client, table: state }),
    tokenStores: ofEachKind((kind) => createDynamoTokenStore(kind, { client, table: state })),
    uploadedMedia: createDynamoUploadedMedia({ client, table: state }),
    waits: createDynamoWaits({ client, table: state }),
    webAccess: createDynamoWebAccess({ client, table: config }),
    webGrants: createDynamoWebGrants({ client, table: state, sealer }),
    sessionCodes: createDynamoSessionCodes({ client, table: state }),
    sessionKeys: createDynamoSessionKeys({ client, table: config }),
    sessions: createDynamoSessions({ client, table: state }),
    merchants: createDynamoMerchants({ client, table: config, sealer }),
    merchantKeys: createDynamoMerchantKeys({ client, table: config, sealer }),
  } satisfies Storage;
}
