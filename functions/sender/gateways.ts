import type { Gateways } from "../../shared/outbound/application/sending/upstreams.ts";
import type { GatewayParts } from "./gateway-parts.ts";
import { officialGateway } from "./official-gateway.ts";
import { personalGateway } from "./personal-gateway.ts";

/** The gateway of each channel; a new channel does not compile without its row. */
export function createGateways(parts: GatewayParts): Gateways {
  return {
    personal: personalGateway(parts),
    official: officialGateway(parts),
  };
}
