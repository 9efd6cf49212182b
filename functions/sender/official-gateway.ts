import { createGuardedFetch } from "../../shared/adapters/guarded-fetch/fetch.ts";
import { createCallWeixin } from "../../shared/adapters/weixin/call-weixin.ts";
import { NO_OFFICIAL_ACCOUNTS, officialAccountsSchema } from "../../shared/adapters/weixin/credentials.ts";
import { formerCredentialsIn } from "../../shared/adapters/weixin/former-credentials.ts";
import { createOfficialGateway } from "../../shared/adapters/weixin/send/gateway.ts";
import { LARGEST_MEDIA } from "../../shared/adapters/weixin/send/media-types.ts";
import { createTokenSource } from "../../shared/adapters/weixin/stable-token.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { createDynamoAppCredentials } from "../../shared/official/adapters/dynamo-credentials.ts";
import { createDynamoTokenStore } from "../../shared/official/adapters/dynamo-token-store.ts";
import { createDynamoUploadedMedia } from "../../shared/official/adapters/dynamo-uploaded-media.ts";
import { createAccountTokens } from "../../shared/official/application/account-tokens.ts";
import { createAppCredentials } from "../../shared/official/application/credentials/readers.ts";
import { createKeptTokens } from "../../shared/official/application/kept-tokens.ts";
import { connectSealer } from "../../shared/platform/kms/sealer.ts";
import type { GatewayParts } from "./gateway-parts.ts";

/**
 * Sends the messages of Official Accounts and mini programs through WeChat's open platform. It reads nothing before the
 * first one sends.
 */
export function officialGateways({ config, state, request, observability }: GatewayParts) {
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
  const { now } = systemClock;
  const parts = {
    call,
    tokens: createAccountTokens({
      credentials,
      access: createKeptTokens("access", {
        store: createDynamoTokenStore("access", state),
        source: createTokenSource({ call, credentials, now }),
        clock: systemClock,
        metrics,
        log,
      }),
      async authorizer() {
        const { authorizerTokens } = await import("./authorizer-tokens.ts");
        return authorizerTokens({ config: { ...config, sealer }, state, call, observability });
      },
    }),
    uploaded: createDynamoUploadedMedia(state),
    fetchMedia: createGuardedFetch({ timeoutMs: TIMEOUTS.officialMediaFetch * 1000, maxBytes: LARGEST_MEDIA }),
    now,
    timeoutMs: TIMEOUTS.gatewayCall * 1000,
  };
  return {
    official: createOfficialGateway({ ...parts, of: "official" }),
    "mini-program": createOfficialGateway({ ...parts, of: "mini-program" }),
  };
}
