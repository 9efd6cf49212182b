import { type CheckedAccount, createCheckAccount } from "../../shared/application/check-account.ts";
import { createMoveAccount } from "../../shared/application/move-account.ts";
import type {
  Accounts,
  AccountTasks,
  AlertChannels,
  AlertStore,
  AuditTrail,
  Beats,
  Clock,
  Events,
  Gateway,
  Ledger,
  Log,
  Metrics,
  NewId,
  OutboundQueue,
  Parking,
  Rules,
  SettingsStore,
} from "../../shared/application/ports.ts";
import { createPublishRules } from "../../shared/application/publish-rules.ts";
import { createQueueMessages } from "../../shared/application/queue-messages.ts";
import { createRegisterAccount } from "../../shared/application/register-account.ts";
import { createResendCommand } from "../../shared/application/resend-command.ts";
import { createRevokeCommand } from "../../shared/application/revoke-command.ts";
import { createTestAlerts } from "../../shared/application/test-alerts.ts";
import { createUpdateAccount } from "../../shared/application/update-account.ts";
import { type ChangeVisibility, createWakeParked } from "../../shared/application/wake-parked.ts";

/** The ports of the operator API. */
export type ApiPorts = {
  readonly accounts: Accounts;
  readonly rules: Rules;
  readonly settings: SettingsStore;
  readonly ledger: Ledger;
  readonly outbound: OutboundQueue;
  readonly gateway: Gateway;
  readonly tasks: AccountTasks;
  readonly beats: Beats;
  readonly parking: Parking;
  /** Of commands that the sender has parked. */
  readonly changeVisibility: ChangeVisibility;
  readonly events: Events;
  readonly audit: AuditTrail;
  readonly alerts: Pick<AlertStore, "listTold">;
  readonly alertChannels: AlertChannels;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** What the API can change. */
export type UseCases = {
  readonly registerAccount: ReturnType<typeof createRegisterAccount>;
  readonly checkAccount: (appId: string) => Promise<CheckedAccount>;
  readonly updateAccount: ReturnType<typeof createUpdateAccount>;
  readonly publishRules: ReturnType<typeof createPublishRules>;
  readonly resendCommand: ReturnType<typeof createResendCommand>;
  readonly revokeCommand: ReturnType<typeof createRevokeCommand>;
  readonly queueMessages: ReturnType<typeof createQueueMessages>;
  readonly testAlerts: ReturnType<typeof createTestAlerts>;
};

export function createUseCases(ports: ApiPorts): UseCases {
  const move = createMoveAccount({ ...ports, wake: createWakeParked(ports) });
  const check = createCheckAccount({ ...ports, move });
  return {
    registerAccount: createRegisterAccount({ ...ports, check }),
    checkAccount: (appId) => check(appId, "check-failed"),
    updateAccount: createUpdateAccount(ports),
    publishRules: createPublishRules(ports),
    resendCommand: createResendCommand(ports),
    revokeCommand: createRevokeCommand(ports),
    queueMessages: createQueueMessages(ports),
    testAlerts: createTestAlerts({ ...ports, channels: ports.alertChannels }),
  };
}
