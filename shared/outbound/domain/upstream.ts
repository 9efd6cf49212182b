import type { Channel } from "../../accounts/domain/channel.ts";
import type { BucketLimits } from "../../kernel/domain/rate.ts";
import type { SendSettings } from "./settings.ts";

/** Where the messages of a channel's accounts go. */
export type Upstream = {
  /** Its name among circuits and buckets. */
  readonly name: string;
  /** The metric of how long its calls take, ms. */
  readonly callMetric: string;
  /** The limits of the token bucket that all its accounts share. Without it only the accounts' own buckets count. */
  readonly sharedLimits?: (settings: SendSettings) => BucketLimits;
};

/** WeChat's open platform, which counts by account. */
const WEIXIN: Upstream = { name: "weixin", callMetric: "WeixinCall" };

/** One row for each channel: a new channel does not compile without its row. */
const UPSTREAMS: Readonly<Record<Channel, Upstream>> = {
  /** The gateway WechatApi, whose token all personal accounts share. */
  personal: { name: "wechatapi", callMetric: "GatewayCall", sharedLimits: ({ gateway }) => gateway },
  official: WEIXIN,
  "mini-program": WEIXIN,
};

export function upstreamOf(channel: Channel): Upstream {
  return UPSTREAMS[channel];
}
