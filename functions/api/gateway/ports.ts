import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import type { CallOptions } from "../../../shared/adapters/wechat-api/client/call-endpoint.ts";
import { createLazyPassThrough } from "../../../shared/adapters/wechat-api/client/lazy-pass-through.ts";
import type { GatewayEndpoints } from "../../../shared/operators/application/ports/gateway-endpoints.ts";

/** What the routes of the pass-through need. */
export type GatewayPorts = {
  readonly accounts: Pick<Accounts, "get">;
  readonly gatewayEndpoints: GatewayEndpoints;
};

/** The port that the pass-through brings. */
export function createGatewayPorts({ calls }: { readonly calls: CallOptions }): Pick<GatewayPorts, "gatewayEndpoints"> {
  return { gatewayEndpoints: createLazyPassThrough(calls) };
}
