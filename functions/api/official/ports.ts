import type { AccountStore } from "../../../shared/accounts/application/ports/store.ts";
import { createTrySecret } from "../../../shared/adapters/weixin/try-secret.ts";
import type { Weixin } from "../../../shared/composition/weixin-with.ts";
import { systemClock } from "../../../shared/lambda/system.ts";
import type { AccountCredentials } from "../../../shared/logins/application/ports/account-credentials.ts";
import {
  createDynamoAppCredentials,
  createDynamoCallbackKeys,
} from "../../../shared/official/adapters/dynamo-credentials.ts";
import { createDynamoTokenStore } from "../../../shared/official/adapters/dynamo-token-store.ts";
import { createForgetCredentials } from "../../../shared/official/application/credentials/forget-credentials.ts";
import type { AppCredentialRows, CallbackKeyRows } from "../../../shared/official/application/ports/credential-rows.ts";
import type { TokenStore } from "../../../shared/official/application/ports/kept-tokens.ts";
import type { TrySecret } from "../../../shared/official/application/ports/secret-trial.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of Official Accounts need. */
export type OfficialPorts = Runtime & {
  readonly accounts: AccountStore;
  readonly callbackKeyRows: CallbackKeyRows;
  readonly appCredentialRows: AppCredentialRows;
  readonly trySecret: TrySecret;
  readonly accessTokenStore: Pick<TokenStore, "acquire" | "put">;
};

/** The ports that Official Accounts bring. */
export function createOfficialPorts({
  config,
  state,
  weixin: { sealer, call },
}: {
  readonly config: TableOptions;
  readonly state: TableOptions;
  readonly weixin: Pick<Weixin, "sealer" | "call">;
}): Omit<OfficialPorts, keyof Runtime | "accounts"> & { readonly accountCredentials: AccountCredentials } {
  const callbackKeyRows = createDynamoCallbackKeys({ ...config, sealer });
  const appCredentialRows = createDynamoAppCredentials({ ...config, sealer });
  return {
    callbackKeyRows,
    appCredentialRows,
    accountCredentials: { forget: createForgetCredentials({ keys: callbackKeyRows, secrets: appCredentialRows }) },
    trySecret: createTrySecret({ call, now: systemClock.now }),
    accessTokenStore: createDynamoTokenStore("access", state),
  };
}
