import { createGuardedFetch } from "../../shared/adapters/guarded-fetch/guarded-fetch.ts";
import { createCallWeixin } from "../../shared/adapters/weixin/call-weixin.ts";
import type { OfficialAccounts } from "../../shared/adapters/weixin/credentials.ts";
import { LARGEST_MEDIA } from "../../shared/adapters/weixin/media-types.ts";
import { createOfficialGateway } from "../../shared/adapters/weixin/official-gateway.ts";
import { createTokenSource } from "../../shared/adapters/weixin/stable-token.ts";
import type { Post } from "../../shared/kernel/application/ports/http-post.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import type { SecretReader } from "../../shared/lambda/secrets.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { TIMEOUTS } from "../../shared/names.ts";
import { createDynamoTokenStore } from "../../shared/official/adapters/dynamo-access-tokens.ts";
import { createDynamoUploadedMedia } from "../../shared/official/adapters/dynamo-uploaded-media.ts";
import { createAccessTokens } from "../../shared/official/application/access-tokens.ts";
import type { TableOptions } from "../../shared/platform/dynamodb/table.ts";

/** The way out of Official Accounts; nothing is read before the first of them sends. */
export function officialGateway(
  state: TableOptions,
  credentials: SecretReader<OfficialAccounts>,
  post: Post<string | Uint8Array>,
  { metrics, log }: Pick<Observability, "metrics" | "log">,
) {
  const call = createCallWeixin({ credentials, post });
  const { now } = systemClock;
  return createOfficialGateway({
    call,
    tokens: createAccessTokens({
      store: createDynamoTokenStore(state),
      source: createTokenSource({ call, credentials, forgetCredentials: credentials.forget, now }),
      clock: systemClock,
      metrics,
      log,
    }),
    uploaded: createDynamoUploadedMedia(state),
    fetchMedia: createGuardedFetch({ timeoutMs: TIMEOUTS.officialMediaFetch * 1000, maxBytes: LARGEST_MEDIA }),
    now,
    timeoutMs: TIMEOUTS.gatewayCall * 1000,
  });
}
