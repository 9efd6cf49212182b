import type { Channel } from "../../accounts/domain/account.ts";
import type { CircuitBreaker } from "../../kernel/application/circuit-breaker.ts";
import type { Gateway } from "./ports/outbound.ts";

/** Names of the upstreams' circuits: WechatApi, and WeChat's open platform. */
export const UPSTREAM_NAMES = { personal: "wechatapi", official: "weixin" } as const satisfies Record<Channel, string>;

/** Who sends the messages of an account of each channel, and the circuit of each. */
export type Upstreams = Readonly<
  Record<Channel, { readonly gateway: Pick<Gateway, "send">; readonly breaker: CircuitBreaker }>
>;
