import type { AccountStore } from "../../../shared/accounts/application/ports/store.ts";
import { createDynamoMiniKeys } from "../../../shared/identity/adapters/dynamo-mini-keys.ts";
import { createDynamoSessions } from "../../../shared/identity/adapters/dynamo-sessions.ts";
import { createDynamoWebAccess } from "../../../shared/identity/adapters/dynamo-web-access.ts";
import { createDynamoWebGrants } from "../../../shared/identity/adapters/dynamo-web-grants.ts";
import { createEndSessionsNow } from "../../../shared/identity/application/end-sessions-of.ts";
import { createForgetPages } from "../../../shared/identity/application/forget-pages.ts";
import type { WebAccessRows } from "../../../shared/identity/application/ports/web-access.ts";
import type { Metrics } from "../../../shared/kernel/application/ports/runtime.ts";
import { awsDefaults } from "../../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { systemClock } from "../../../shared/lambda/system.ts";
import type { AccountPages } from "../../../shared/logins/application/ports/account-pages.ts";
import { ENV } from "../../../shared/names.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import { connectSealer } from "../../../shared/platform/kms/sealer.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of people's web sign-in need. */
export type IdentityPorts = Runtime & {
  readonly accounts: AccountStore;
  readonly webAccess: WebAccessRows;
  /** Ends a person's sessions on web pages. */
  readonly endSessionsNow: (appId: string, openid: string) => Promise<void>;
  /** Removes what WeChat gave the platform for a person: a web grant, and the session key of a mini program. */
  readonly forgetTokens: (appId: string, openid: string) => Promise<void>;
};

/** The ports that web sign-in brings. */
export function createIdentityPorts({
  config,
  state,
  metrics,
}: {
  readonly config: TableOptions;
  readonly state: TableOptions;
  readonly metrics: Metrics;
}): Omit<IdentityPorts, keyof Runtime | "accounts"> & { readonly accountPages: AccountPages } {
  const sealed = { ...state, sealer: connectSealer(awsDefaults, requireEnv(ENV.sealKeyArn)) };
  const grants = createDynamoWebGrants(sealed);
  const miniKeys = createDynamoMiniKeys(sealed);
  const webAccess = createDynamoWebAccess(config);
  const sessionRows = createDynamoSessions(state);
  return {
    webAccess,
    accountPages: { forget: createForgetPages({ webAccess, sessionRows, clock: systemClock }) },
    async forgetTokens(appId, openid) {
      await Promise.all([grants.forget(appId, openid), miniKeys.forget(appId, openid)]);
    },
    endSessionsNow: createEndSessionsNow({ sessionRows, clock: systemClock, metrics }),
  };
}
