import { accountReadRoutes } from "./accounts/reads.ts";
import type { FirstApi, Route } from "./http/route.ts";
import { healthRoutes } from "./operators/health-routes.ts";

/** The rows that probes and dashboards ask for all the time: a cold container answers them without loading the others. */
export const firstRoutes: readonly Route<FirstApi>[] = [...healthRoutes, ...accountReadRoutes];
