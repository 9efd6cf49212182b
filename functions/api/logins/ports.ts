import type { CallOptions } from "../../../shared/adapters/wechat-api/client/call-endpoint.ts";
import { createLoginGateway } from "../../../shared/adapters/wechat-api/login-gateway.ts";
import type { DirectoryQueue } from "../../../shared/directory/application/ports/queue.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { newKey } from "../../../shared/lambda/system.ts";
import { createDynamoLogins } from "../../../shared/logins/adapters/dynamo-logins.ts";
import { createDynamoNewDevices } from "../../../shared/logins/adapters/dynamo-new-devices.ts";
import type { AccountCredentials } from "../../../shared/logins/application/ports/account-credentials.ts";
import type { AccountPages } from "../../../shared/logins/application/ports/account-pages.ts";
import type { LoginGateway } from "../../../shared/logins/application/ports/login-gateway.ts";
import type { Logins } from "../../../shared/logins/application/ports/logins.ts";
import type { NewDevices } from "../../../shared/logins/application/ports/new-devices.ts";
import { ENV } from "../../../shared/names.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import type { AccountPorts } from "../accounts/ports.ts";

/** What the routes of logins need. */
export type LoginPorts = AccountPorts & {
  readonly loginGateway: LoginGateway;
  readonly logins: Logins;
  readonly newDevices: NewDevices;
  readonly accountCredentials: AccountCredentials;
  readonly accountPages: AccountPages;
  readonly directoryQueue: DirectoryQueue;
  /** Makes a key of a login's page, which cannot be guessed. */
  readonly newKey: () => string;
  /** Where the platform is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
};

/** The ports that logins bring, by the environment. */
export function createLoginPorts({
  state,
  calls,
}: {
  readonly state: TableOptions;
  readonly calls: CallOptions;
}): Omit<LoginPorts, keyof AccountPorts | "directoryQueue" | "accountCredentials" | "accountPages"> {
  return {
    loginGateway: createLoginGateway(calls),
    logins: createDynamoLogins(state),
    newDevices: createDynamoNewDevices(state),
    newKey,
    publicUrl: requireEnv(ENV.publicUrl),
  };
}
