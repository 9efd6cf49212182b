import type { FirstApi, Route } from "./route.ts";
import { accountReadRoutes } from "./routes-account-reads.ts";
import { healthRoutes } from "./routes-health.ts";

/** The rows that probes and dashboards ask for all the time: a cold container answers them without loading the others. */
export const firstRoutes: readonly Route<FirstApi>[] = [...healthRoutes, ...accountReadRoutes];
