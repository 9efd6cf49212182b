import { createCheckAccount } from "../../shared/application/check-account.ts";
import type {
  Accounts,
  AuditTrail,
  Clock,
  Events,
  Gateway,
  Ledger,
  Log,
  OutboundQueue,
  Rules,
  SettingsStore,
} from "../../shared/application/ports.ts";
import { createPublishRules } from "../../shared/application/publish-rules.ts";
import { createRegisterAccount } from "../../shared/application/register-account.ts";
import { createResendCommand } from "../../shared/application/resend-command.ts";
import { createUpdateAccount } from "../../shared/application/update-account.ts";

/** The ports of the operator API. */
export type ApiPorts = {
  readonly accounts: Accounts;
  readonly rules: Rules;
  readonly settings: SettingsStore;
  readonly ledger: Ledger;
  readonly outbound: OutboundQueue;
  readonly gateway: Gateway;
  readonly events: Events;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly log: Log;
};

/** What the API can change. */
export type UseCases = {
  readonly registerAccount: ReturnType<typeof createRegisterAccount>;
  readonly checkAccount: ReturnType<typeof createCheckAccount>;
  readonly updateAccount: ReturnType<typeof createUpdateAccount>;
  readonly publishRules: ReturnType<typeof createPublishRules>;
  readonly resendCommand: ReturnType<typeof createResendCommand>;
};

export function createUseCases(ports: ApiPorts): UseCases {
  const checkAccount = createCheckAccount(ports);
  return {
    registerAccount: createRegisterAccount({ ...ports, check: checkAccount }),
    checkAccount,
    updateAccount: createUpdateAccount(ports),
    publishRules: createPublishRules(ports),
    resendCommand: createResendCommand(ports),
  };
}
