import type { Gateways } from "../../shared/outbound/application/sending/upstreams.ts";
import type { GatewayParts } from "./gateway-parts.ts";
import { personalGateway } from "./personal-gateway.ts";

type Sends = Gateways[keyof Gateways];

/** The gateway of each channel; a new channel does not compile without its row. */
export function createGateways(parts: GatewayParts): Gateways {
  let weixin: Promise<Pick<Gateways, "official" | "mini-program">> | undefined;
  const openPlatform = () => {
    weixin ??= import("./official-gateway.ts").then(({ officialGateways }) => officialGateways(parts));
    return weixin;
  };
  return {
    personal: personalGateway(parts),
    official: loaded(async () => (await openPlatform()).official),
    "mini-program": loaded(async () => (await openPlatform())["mini-program"]),
  };
}

/** A gateway whose code is loaded by the first message that goes through it. */
function loaded(load: () => Promise<Sends>): Sends {
  return { send: async (command) => (await load()).send(command) };
}
