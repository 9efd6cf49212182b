import type { AuditDeps } from "./http/audit.ts";
import type { Api, FirstApi, Route } from "./http/route.ts";
import { routes } from "./routes.ts";
import { type ApiPorts, createUseCases } from "./use-cases.ts";

/** The whole route table and what it works with; loaded with the first request that `firstRoutes` do not answer. */
export type WholeApi = { readonly routes: readonly Route[]; readonly api: Api; readonly trail: AuditDeps };

/** All that the API works with. */
export type WholePorts = ApiPorts & FirstApi;

export function createWholeApi(ports: WholePorts): WholeApi {
  return { routes, api: { ...ports, ...createUseCases(ports) }, trail: ports };
}
