import { createCurrentVersion } from "../../kernel/application/current-version.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { createRouter, type Router } from "../domain/routing.ts";
import type { RoutingTables } from "./ports/tables.ts";

/** The published routing table: see `createCurrentVersion`. */
export function createCurrentRouting({
  routing,
  ...deps
}: {
  readonly routing: RoutingTables;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}): () => Promise<Router> {
  return createCurrentVersion({
    ...deps,
    version: () => routing.version(),
    load: async (version) => createRouter(await routing.table(version)),
    failed: {
      metric: "RoutingNotLoaded",
      message: "the published routing table could not be loaded; the previous one stays in force",
    },
  });
}
