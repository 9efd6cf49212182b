import type { GatewayEndpoints } from "../../../operators/application/ports/gateway-endpoints.ts";
import type { CallOptions } from "./call-endpoint.ts";

/** The pass-through, loaded with its first use: most requests of the operators' API do without the whole contract. */
export function createLazyPassThrough(options: CallOptions): GatewayEndpoints {
  let loading: Promise<GatewayEndpoints> | undefined;
  function passThrough(): Promise<GatewayEndpoints> {
    loading ??= import("./pass-through.ts").then(({ createPassThrough }) => createPassThrough(options));
    return loading;
  }
  return {
    list: async () => (await passThrough()).list(),
    call: async (appId, module, endpoint, body) => (await passThrough()).call(appId, module, endpoint, body),
  };
}
