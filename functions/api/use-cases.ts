import { createAskForCallback } from "../../shared/accounts/application/ask-for-callback.ts";
import { type CheckedAccount, createCheckAccount } from "../../shared/accounts/application/check-account.ts";
import { forPersonalAccounts } from "../../shared/accounts/application/for-personal-accounts.ts";
import { createMoveAccount } from "../../shared/accounts/application/move-account.ts";
import type { Accounts, AccountTasks, Beats, Connections } from "../../shared/accounts/application/ports/accounts.ts";
import { createReconnectNow } from "../../shared/accounts/application/reconnect-now.ts";
import { createRegisterAccount } from "../../shared/accounts/application/register-account.ts";
import { createUpdateAccount } from "../../shared/accounts/application/update-account.ts";
import type { AiBudgets, AiSettingsStore } from "../../shared/ai/application/ports/ai.ts";
import type { AlertChannels, AlertStore } from "../../shared/alerts/application/ports/alerts.ts";
import { createTestAlerts } from "../../shared/alerts/application/test-alerts.ts";
import { createCheckBroadcasts } from "../../shared/broadcasts/application/check-broadcasts.ts";
import {
  createMuteConversation,
  createReleaseConversation,
} from "../../shared/conversations/application/mute-conversation.ts";
import type { Conversations } from "../../shared/conversations/application/ports/conversations.ts";
import { createBacktestRules } from "../../shared/decisions/application/backtest.ts";
import type { MessageHistory } from "../../shared/decisions/application/ports/journal.ts";
import { createEditContacts } from "../../shared/directory/application/edit-contacts.ts";
import { createEditGroups, createEditMembers } from "../../shared/directory/application/edit-groups.ts";
import type { ContactBook } from "../../shared/directory/application/ports/contact-book.ts";
import type { Directory, DirectoryQueue } from "../../shared/directory/application/ports/directory.ts";
import type { GroupBook } from "../../shared/directory/application/ports/group-book.ts";
import type { LabelBook } from "../../shared/directory/application/ports/label-book.ts";
import type { MemberBook } from "../../shared/directory/application/ports/member-book.ts";
import { createRefreshSoon } from "../../shared/directory/application/refresh-soon.ts";
import { createRequestSync } from "../../shared/directory/application/request-sync.ts";
import type { BodyStore } from "../../shared/inbound/application/ports/inbound.ts";
import type { Events } from "../../shared/kernel/application/ports/events.ts";
import type { Clock, Log, Metrics, NewId } from "../../shared/kernel/application/ports/runtime.ts";
import { loginPage } from "../../shared/logins/application/links.ts";
import { createLogInNew } from "../../shared/logins/application/log-in-new.ts";
import { createLogoutAccount, type LogoutAccount } from "../../shared/logins/application/logout-account.ts";
import type { LoginGateway, Logins, NewDevices } from "../../shared/logins/application/ports/logins.ts";
import { createRemoveAccount } from "../../shared/logins/application/remove-account.ts";
import { createStartLogin, type StartLogin } from "../../shared/logins/application/start-login.ts";
import { createSubmitCaptcha } from "../../shared/logins/application/submit-captcha.ts";
import type { Login } from "../../shared/logins/domain/login.ts";
import { createFetchMedia } from "../../shared/media/application/fetch-media.ts";
import type { FetchFile, MediaSource, MediaStore } from "../../shared/media/application/ports/media.ts";
import type { AuditTrail } from "../../shared/operators/application/ports/audit.ts";
import type { GatewayEndpoints } from "../../shared/operators/application/ports/gateway-endpoints.ts";
import type { SettingsStore } from "../../shared/operators/application/ports/settings.ts";
import type { Ledger, OutboundQueue, Parking } from "../../shared/outbound/application/ports/outbound.ts";
import { createQueueMessages } from "../../shared/outbound/application/queue-messages.ts";
import { createResendCommand } from "../../shared/outbound/application/resend-command.ts";
import { createRevokeCommand } from "../../shared/outbound/application/revoke-command.ts";
import { type ChangeVisibility, createWakeParked } from "../../shared/outbound/application/wake-parked.ts";
import type { ByLane } from "../../shared/outbound/domain/lane.ts";
import { createForgetUser } from "../../shared/profiles/application/forget-user.ts";
import type { Profiles } from "../../shared/profiles/application/ports/profiles.ts";
import { createCheckWebhooks } from "../../shared/routing/application/check-webhooks.ts";
import type { RoutingTables, WebhookCredentials } from "../../shared/routing/application/ports/routing.ts";
import { createPublishRouting } from "../../shared/routing/application/publish-routing.ts";
import { createRenewWebhookSecret } from "../../shared/routing/application/renew-webhook-secret.ts";
import { allChecks } from "../../shared/rules/application/check-rules.ts";
import { createDrafts, type Drafts } from "../../shared/rules/application/edit-draft.ts";
import type { RuleDrafts, Rules } from "../../shared/rules/application/ports/rules.ts";
import { createPublishRules, type PublishRules } from "../../shared/rules/application/publish-rules.ts";
import { createRollbackRules, type RollbackRules } from "../../shared/rules/application/rollback-rules.ts";
import { createReadRuleSource, type ReadRuleSource } from "../../shared/rules/application/rule-source.ts";
import { createValidateRules, type ValidateRules } from "../../shared/rules/application/validate-rules.ts";
import { type Broadcasting, type BroadcastPorts, createBroadcasting } from "./broadcasts/use-cases.ts";

/** The ports of the operator API. */
export type ApiPorts = BroadcastPorts & {
  readonly accounts: Accounts;
  readonly rules: Rules;
  readonly ruleDrafts: RuleDrafts;
  readonly history: MessageHistory;
  readonly bodies: Pick<BodyStore, "get">;
  readonly settings: SettingsStore;
  readonly aiSettings: AiSettingsStore;
  readonly aiBudgets: Pick<AiBudgets, "used">;
  readonly routing: RoutingTables;
  readonly webhookCredentials: WebhookCredentials;
  /** ARNs of the queues that the deployment lets messages be routed to. */
  readonly routingQueues: readonly string[];
  readonly ledger: Ledger;
  readonly outbound: OutboundQueue;
  readonly connections: Connections;
  readonly mediaSource: MediaSource;
  readonly media: MediaStore;
  readonly fetchFile: FetchFile;
  readonly loginGateway: LoginGateway;
  readonly logins: Logins;
  readonly newDevices: NewDevices;
  readonly tasks: AccountTasks;
  readonly beats: Beats;
  readonly parking: Parking;
  readonly profiles: Profiles;
  /** Of commands that the sender has parked. */
  readonly changeVisibility: ByLane<ChangeVisibility>;
  readonly conversations: Conversations;
  readonly directory: Directory;
  readonly directoryQueue: DirectoryQueue;
  readonly contactBook: ContactBook;
  readonly groupBook: GroupBook;
  readonly memberBook: MemberBook;
  readonly labelBook: LabelBook;
  readonly gatewayEndpoints: GatewayEndpoints;
  readonly events: Events;
  readonly audit: AuditTrail;
  readonly alerts: Pick<AlertStore, "listTold">;
  readonly alertChannels: AlertChannels;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Something that nobody guesses. */
  readonly newKey: () => string;
  /** Where the platform is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
};

/** What the API can change. */
export type UseCases = {
  readonly registerAccount: ReturnType<typeof createRegisterAccount>;
  readonly checkAccount: (appId: string) => Promise<CheckedAccount>;
  readonly reconnectAccount: (appId: string) => Promise<CheckedAccount>;
  readonly startLogin: StartLogin;
  readonly logInNew: ReturnType<typeof createLogInNew>;
  readonly submitCaptcha: ReturnType<typeof createSubmitCaptcha>;
  readonly loginPageOf: (login: Login) => string;
  readonly logoutAccount: LogoutAccount;
  readonly removeAccount: ReturnType<typeof createRemoveAccount>;
  readonly askForCallback: (appId: string) => Promise<void>;
  readonly updateAccount: ReturnType<typeof createUpdateAccount>;
  readonly publishRules: PublishRules;
  readonly rollbackRules: RollbackRules;
  readonly validateRules: ValidateRules;
  readonly drafts: Drafts;
  readonly ruleSource: ReadRuleSource;
  readonly backtestRules: ReturnType<typeof createBacktestRules>;
  readonly publishRouting: ReturnType<typeof createPublishRouting>;
  readonly renewWebhookSecret: ReturnType<typeof createRenewWebhookSecret>;
  readonly resendCommand: ReturnType<typeof createResendCommand>;
  readonly revokeCommand: ReturnType<typeof createRevokeCommand>;
  readonly queueMessages: ReturnType<typeof createQueueMessages>;
  readonly muteConversation: ReturnType<typeof createMuteConversation>;
  readonly releaseConversation: ReturnType<typeof createReleaseConversation>;
  readonly forgetUser: ReturnType<typeof createForgetUser>;
  readonly fetchMedia: ReturnType<typeof createFetchMedia>;
  readonly testAlerts: ReturnType<typeof createTestAlerts>;
  readonly requestSync: ReturnType<typeof createRequestSync>;
  readonly contacts: ContactBook;
  readonly groups: GroupBook;
  readonly members: MemberBook;
  readonly labels: LabelBook;
  readonly broadcasting: Broadcasting;
  readonly callEndpoint: GatewayEndpoints["call"];
};

export function createUseCases(ports: ApiPorts): UseCases {
  const move = createMoveAccount({ ...ports, wake: createWakeParked(ports) });
  const check = createCheckAccount({ ...ports, move });
  const startLogin = createStartLogin({ ...ports, move });
  const logout = createLogoutAccount({ ...ports, move });
  const checkRules = allChecks([createCheckWebhooks(ports), createCheckBroadcasts(ports)]);
  const publish = createPublishRules({ ...ports, checkRules });
  const refreshSoon = createRefreshSoon({ ...ports, directory: ports.directoryQueue });
  const ruleSource = createReadRuleSource({ ...ports, drafts: ports.ruleDrafts });
  return {
    registerAccount: createRegisterAccount({ ...ports, check }),
    checkAccount: (appId) => check(appId, "operator"),
    reconnectAccount: createReconnectNow({ ...ports, check }),
    startLogin,
    logInNew: createLogInNew({ ...ports, startLogin }),
    submitCaptcha: createSubmitCaptcha(ports),
    loginPageOf: (login) => loginPage(ports.publicUrl, login),
    logoutAccount: logout,
    removeAccount: createRemoveAccount({ ...ports, logout }),
    askForCallback: createAskForCallback(ports),
    updateAccount: createUpdateAccount(ports),
    publishRules: publish,
    rollbackRules: createRollbackRules({ ...ports, checkRules }),
    validateRules: createValidateRules({ checkRules, ruleSource }),
    drafts: createDrafts({ ...ports, drafts: ports.ruleDrafts, publish }),
    ruleSource,
    backtestRules: createBacktestRules({ ...ports, ruleSource }),
    publishRouting: createPublishRouting(ports),
    renewWebhookSecret: createRenewWebhookSecret(ports),
    resendCommand: createResendCommand(ports),
    revokeCommand: createRevokeCommand(ports),
    queueMessages: createQueueMessages(ports),
    muteConversation: createMuteConversation(ports),
    releaseConversation: createReleaseConversation(ports),
    forgetUser: createForgetUser(ports),
    fetchMedia: createFetchMedia(ports),
    testAlerts: createTestAlerts({ ...ports, channels: ports.alertChannels }),
    requestSync: createRequestSync(ports),
    contacts: createEditContacts({ ...ports, refreshSoon }),
    groups: createEditGroups({ ...ports, refreshSoon }),
    members: createEditMembers({ ...ports, refreshSoon }),
    labels: forPersonalAccounts(ports.accounts, ports.labelBook),
    broadcasting: createBroadcasting(ports),
    callEndpoint: forPersonalAccounts(ports.accounts, { call: ports.gatewayEndpoints.call }).call,
  };
}
