import { createGuardedFetch } from "../../shared/adapters/guarded-fetch/fetch.ts";
import { createOfficialGateway } from "../../shared/adapters/weixin/send/gateway.ts";
import { LARGEST_MEDIA } from "../../shared/adapters/weixin/send/media-types.ts";
import { composeWeixin } from "../../shared/composition/weixin.ts";
import { systemClock } from "../../shared/lambda/system.ts";
import { TIMEOUTS } from "../../shared/names.ts";
import { createDynamoUploadedMedia } from "../../shared/official/adapters/dynamo-uploaded-media.ts";
import type { GatewayParts } from "./gateway-parts.ts";

/**
 * Sends the messages of Official Accounts and mini programs through WeChat's open platform. It reads nothing before the
 * first one sends.
 */
export function officialGateways(composed: GatewayParts) {
  const { call, tokens } = composeWeixin(composed);
  const parts = {
    call,
    tokens,
    uploaded: createDynamoUploadedMedia(composed.state),
    fetchMedia: createGuardedFetch({ timeoutMs: TIMEOUTS.officialMediaFetch * 1000, maxBytes: LARGEST_MEDIA }),
    now: systemClock.now,
    timeoutMs: TIMEOUTS.gatewayCall * 1000,
  };
  return {
    official: createOfficialGateway({ ...parts, of: "official" }),
    "mini-program": createOfficialGateway({ ...parts, of: "mini-program" }),
  };
}
