import type { AccountStore } from "../../../shared/accounts/application/ports/store.ts";
import { createCallWeixin } from "../../../shared/adapters/weixin/call-weixin.ts";
import { NO_OFFICIAL_ACCOUNTS, officialAccountsSchema } from "../../../shared/adapters/weixin/credentials.ts";
import { createTrySecret } from "../../../shared/adapters/weixin/try-secret.ts";
import type { SendRequest } from "../../../shared/kernel/application/ports/http-request.ts";
import { awsDefaults } from "../../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import type { Observability } from "../../../shared/lambda/observability.ts";
import { secretReader } from "../../../shared/lambda/secrets.ts";
import { systemClock } from "../../../shared/lambda/system.ts";
import { ENV } from "../../../shared/names.ts";
import {
  createDynamoAppCredentials,
  createDynamoCallbackKeys,
} from "../../../shared/official/adapters/dynamo-credentials.ts";
import { createDynamoTokenStore } from "../../../shared/official/adapters/dynamo-token-store.ts";
import type { AppCredentialRows, CallbackKeyRows } from "../../../shared/official/application/ports/credential-rows.ts";
import type { TokenStore } from "../../../shared/official/application/ports/kept-tokens.ts";
import type { TrySecret } from "../../../shared/official/application/ports/secret-trial.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import { connectSealer } from "../../../shared/platform/kms/sealer.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of Official Accounts need. */
export type OfficialPorts = Runtime & {
  readonly accounts: AccountStore;
  readonly callbackKeyRows: CallbackKeyRows;
  readonly appCredentialRows: AppCredentialRows;
  readonly trySecret: TrySecret;
  readonly accessTokenStore: Pick<TokenStore, "acquire" | "put">;
};

/** The ports that Official Accounts bring, by the environment. */
export function createOfficialPorts({
  config,
  state,
  request,
  observability,
}: {
  readonly config: TableOptions;
  readonly state: TableOptions;
  readonly request: SendRequest;
  readonly observability: Observability;
}): Omit<OfficialPorts, keyof Runtime | "accounts"> {
  const sealer = connectSealer(awsDefaults, requireEnv(ENV.sealKeyArn));
  const credentials = secretReader(requireEnv(ENV.officialAccountsSecretId), officialAccountsSchema, {
    ...observability,
    unset: NO_OFFICIAL_ACCOUNTS,
  });
  return {
    callbackKeyRows: createDynamoCallbackKeys({ ...config, sealer }),
    appCredentialRows: createDynamoAppCredentials({ ...config, sealer }),
    trySecret: createTrySecret({ call: createCallWeixin({ credentials, request }), now: systemClock.now }),
    accessTokenStore: createDynamoTokenStore("access", state),
  };
}
