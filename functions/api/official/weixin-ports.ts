import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import { createFollowers } from "../../../shared/adapters/weixin/books/followers.ts";
import { createMenus } from "../../../shared/adapters/weixin/books/menus.ts";
import { createQrCodes } from "../../../shared/adapters/weixin/books/qr-codes.ts";
import { createFollowerTags } from "../../../shared/adapters/weixin/books/tags.ts";
import { createAuthorizedCall } from "../../../shared/adapters/weixin/call/authorized-call.ts";
import { type CallEndpoint, createCallEndpoint } from "../../../shared/adapters/weixin/call/call-endpoint.ts";
import { createLazyPassThrough } from "../../../shared/adapters/weixin/call/lazy-pass-through.ts";
import { createCallWeixin } from "../../../shared/adapters/weixin/call-weixin.ts";
import { NO_OFFICIAL_ACCOUNTS, officialAccountsSchema } from "../../../shared/adapters/weixin/credentials.ts";
import { formerCredentialsIn } from "../../../shared/adapters/weixin/former-credentials.ts";
import { createTokenSource } from "../../../shared/adapters/weixin/stable-token.ts";
import type { SendRequest } from "../../../shared/kernel/application/ports/http-request.ts";
import { awsDefaults } from "../../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import type { Observability } from "../../../shared/lambda/observability.ts";
import { secretReader } from "../../../shared/lambda/secrets.ts";
import { systemClock } from "../../../shared/lambda/system.ts";
import { ENV } from "../../../shared/names.ts";
import { createDynamoAppCredentials } from "../../../shared/official/adapters/dynamo-credentials.ts";
import { createDynamoTokenStore } from "../../../shared/official/adapters/dynamo-token-store.ts";
import { createAccountTokens } from "../../../shared/official/application/account-tokens.ts";
import { createAppCredentials } from "../../../shared/official/application/credentials/readers.ts";
import { createKeptTokens } from "../../../shared/official/application/kept-tokens.ts";
import type { Followers } from "../../../shared/official/application/ports/followers.ts";
import type { Menus } from "../../../shared/official/application/ports/menus.ts";
import type { QrCodes } from "../../../shared/official/application/ports/qr-codes.ts";
import type { FollowerTags } from "../../../shared/official/application/ports/tags.ts";
import type { WeixinEndpoints } from "../../../shared/official/application/ports/weixin-endpoints.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import { connectSealer } from "../../../shared/platform/kms/sealer.ts";
import { authorizerTokens } from "./authorizer-ports.ts";

/** What the routes over WeChat's API need. */
export type WeixinPorts = {
  readonly accounts: Pick<Accounts, "get">;
  readonly menus: Menus;
  readonly followerTags: FollowerTags;
  readonly followers: Followers;
  readonly qrCodes: QrCodes;
  readonly weixinEndpoints: WeixinEndpoints;
};

/** The ports that WeChat's API brings, by the environment. */
export function createWeixinPorts({
  config,
  state,
  request,
  observability,
}: {
  readonly config: TableOptions;
  readonly state: TableOptions;
  readonly request: SendRequest;
  readonly observability: Observability;
}): Omit<WeixinPorts, "accounts"> {
  const { metrics, log } = observability;
  const settings = secretReader(requireEnv(ENV.officialAccountsSecretId), officialAccountsSchema, {
    ...observability,
    unset: NO_OFFICIAL_ACCOUNTS,
  });
  const sealer = connectSealer(awsDefaults, requireEnv(ENV.sealKeyArn));
  const credentials = createAppCredentials({
    rows: createDynamoAppCredentials({ ...config, sealer }),
    former: formerCredentialsIn(settings),
    clock: systemClock,
    metrics,
    log,
  });
  const call = createCallWeixin({ credentials: settings, request });
  const tokens = createAccountTokens({
    credentials,
    access: createKeptTokens("access", {
      store: createDynamoTokenStore("access", state),
      source: createTokenSource({ call, credentials, now: systemClock.now }),
      clock: systemClock,
      metrics,
      log,
    }),
    authorizer: async () => authorizerTokens({ config: { ...config, sealer }, state, call, observability }),
  });
  return weixinPortsOver(
    createCallEndpoint({ call: createAuthorizedCall({ call, tokens }), clock: systemClock, metrics, log }),
  );
}

/** The same over one way to call WeChat. */
export function weixinPortsOver(callEndpoint: CallEndpoint): Omit<WeixinPorts, "accounts"> {
  return {
    menus: createMenus(callEndpoint),
    followerTags: createFollowerTags(callEndpoint),
    followers: createFollowers(callEndpoint),
    qrCodes: createQrCodes(callEndpoint),
    weixinEndpoints: createLazyPassThrough(callEndpoint),
  };
}
