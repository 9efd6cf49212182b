import { type Channel, channels } from "../../../accounts/domain/channel.ts";
import type { CircuitBreaker } from "../../../kernel/application/circuit-breaker.ts";
import { upstreamOf } from "../../domain/upstream.ts";
import type { Gateway } from "../ports/outbound.ts";

type Sends = Pick<Gateway, "send">;
type Upstream = { readonly gateway: Sends; readonly breaker: CircuitBreaker };

/** Who sends the messages of an account of each channel. */
export type Gateways = Readonly<Record<Channel, Sends>>;

/** Who sends the messages of an account of each channel, and the circuit of where they go. */
export type Upstreams = Readonly<Record<Channel, Upstream>>;

/** Puts the circuit of its upstream beside each channel's gateway. `guard` wraps the gateways, where it is given. */
export function createUpstreams(
  gateways: Gateways,
  breakerOf: (upstream: string) => CircuitBreaker,
  guard: (gateway: Sends) => Sends = (gateway) => gateway,
): Upstreams {
  const upstreams = channels.map((channel): [Channel, Upstream] => [
    channel,
    { gateway: guard(gateways[channel]), breaker: breakerOf(upstreamOf(channel).name) },
  ]);
  return Object.fromEntries(upstreams) as Upstreams;
}
