import type { createGatewayPorts } from "../../../../functions/api/gateway/ports.ts";
import type { CallOptions } from "../../../../shared/adapters/wechat-api/client/call-endpoint.ts";
import { createPassThrough } from "../../../../shared/adapters/wechat-api/client/pass-through.ts";

/** The pass-through, whose calls end in a recording gateway. */
export function memoryGatewayPorts(calls: CallOptions): ReturnType<typeof createGatewayPorts> {
  return { gatewayEndpoints: createPassThrough(calls) };
}
