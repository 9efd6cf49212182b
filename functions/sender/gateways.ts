import type { Gateways } from "../../shared/outbound/application/sending/upstreams.ts";
import type { GatewayParts } from "./gateway-parts.ts";
import { personalGateway } from "./personal-gateway.ts";

type Sends = Gateways[keyof Gateways];

/** The gateway of each channel; a new channel does not compile without its row. */
export function createGateways(parts: GatewayParts): Gateways {
  return {
    personal: personalGateway(parts),
    official: loaded(async () => (await import("./official-gateway.ts")).officialGateway(parts)),
  };
}

/** A gateway whose code is loaded by the first message that goes through it. */
function loaded(load: () => Promise<Sends>): Sends {
  let gateway: Promise<Sends> | undefined;
  return {
    async send(command) {
      gateway ??= load();
      return (await gateway).send(command);
    },
  };
}
