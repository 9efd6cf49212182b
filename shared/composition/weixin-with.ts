import type { CallWeixin } from "../adapters/weixin/call-weixin.ts";
import type { OfficialAccounts } from "../adapters/weixin/credentials.ts";
import { formerCredentialsIn } from "../adapters/weixin/former-credentials.ts";
import { createTokenSource } from "../adapters/weixin/stable-token.ts";
import type { SendRequest } from "../kernel/application/ports/http-request.ts";
import type { Sealer } from "../kernel/application/ports/sealer.ts";
import { awsDefaults } from "../lambda/aws-defaults.ts";
import { requireEnv } from "../lambda/env.ts";
import type { Observability } from "../lambda/observability.ts";
import type { SecretReader } from "../lambda/secrets.ts";
import { systemClock } from "../lambda/system.ts";
import { ENV } from "../names.ts";
import { createDynamoAppCredentials } from "../official/adapters/dynamo-credentials.ts";
import { createDynamoTokenStore } from "../official/adapters/dynamo-token-store.ts";
import { createAccountTokens } from "../official/application/account-tokens.ts";
import { createAppCredentials } from "../official/application/credentials/readers.ts";
import { createKeptTokens } from "../official/application/kept-tokens.ts";
import type { AccessTokens } from "../official/application/ports/access-tokens.ts";
import type { ComponentPlatform } from "../official/application/ports/component-platform.ts";
import type { AppCredentials } from "../official/application/ports/credentials.ts";
import type { KeptTokens } from "../official/application/ports/kept-tokens.ts";
import type { TableOptions } from "../platform/dynamodb/table.ts";
import { connectSealer } from "../platform/kms/sealer.ts";
import type { ComposedAuthorizers } from "./authorizers.ts";
import type { PlatformParts } from "./platforms.ts";
import { composeWeixinCall } from "./weixin-call.ts";

export type WeixinParts = {
  readonly config: TableOptions;
  readonly state: TableOptions;
  readonly request: SendRequest;
  readonly observability: Pick<Observability, "log" | "metrics">;
};

/** What a function needs to call WeChat. All of it reads nothing before it is asked. */
export type Weixin = {
  readonly sealer: Sealer;
  /** The secret that says where WeChat is reached. */
  readonly settings: SecretReader<OfficialAccounts>;
  /** By appId. Of the kind `component` is an account that authorized a third-party platform, whose appId it names. */
  readonly credentials: AppCredentials;
  /** A call without a token: the caller gives what WeChat asks for. */
  readonly call: CallWeixin;
  /** Access tokens of accounts by appId: by their own AppSecret, or by what they authorized a platform to do. */
  readonly tokens: AccessTokens;
  /** What third-party platforms ask WeChat in their own names. */
  platform(): Promise<ComponentPlatform>;
  /** Third-party platforms' own tokens, by their appId. */
  readonly componentTokens: KeptTokens;
};

/**
 * Calls of WeChat, credentials and kept tokens, by the environment (`SEAL_KEY_ARN`, `OFFICIAL_ACCOUNTS_SECRET_ID`).
 * `compose`: asked once, when a third-party platform or the first account of one calls.
 */
export function composeWeixinWith(
  compose: (parts: PlatformParts) => Promise<ComposedAuthorizers>,
  { config, state, request, observability }: WeixinParts,
): Weixin {
  const { metrics, log } = observability;
  const runtime = { clock: systemClock, metrics, log };
  const { now } = systemClock;
  const { call, settings } = composeWeixinCall({ request, observability });
  const sealer = connectSealer(awsDefaults, requireEnv(ENV.sealKeyArn));
  const sealed = { ...config, sealer };
  const credentials = createAppCredentials({
    ...runtime,
    rows: createDynamoAppCredentials(sealed),
    former: formerCredentialsIn(settings),
  });
  let composed: Promise<ComposedAuthorizers> | undefined;
  const authorizers = () => {
    composed ??= compose({ config: sealed, state, call, observability });
    return composed;
  };
  const tokens = createAccountTokens({
    credentials,
    access: createKeptTokens("access", {
      ...runtime,
      store: createDynamoTokenStore("access", state),
      source: createTokenSource({ call, credentials, now }),
    }),
    authorizer: async () => (await authorizers()).tokens,
  });
  return {
    sealer,
    settings,
    credentials,
    call,
    tokens,
    async platform() {
      return (await authorizers()).platform;
    },
    componentTokens: {
      get: async (owner) => (await authorizers()).componentTokens.get(owner),
      refreshed: async (owner, failedToken) => (await authorizers()).componentTokens.refreshed(owner, failedToken),
    },
  };
}
