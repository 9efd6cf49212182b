import type { AccountPorts } from "./accounts/ports.ts";
import { accountReadRoutes } from "./accounts/reads.ts";
import type { RouteGroup } from "./http/route.ts";
import { healthRoutes } from "./operators/health-routes.ts";

/** What `firstRoutes` need; `version` is the deployed version, if it is known. */
export type FirstPorts = Pick<AccountPorts, "accounts" | "settings" | "clock"> & { readonly version?: string };

/** The reads that probes and dashboards repeat all day. A cold container answers them without loading the others. */
export const firstRoutes: readonly RouteGroup<FirstPorts>[] = [healthRoutes, accountReadRoutes];
