import { createRouter, type Router } from "../domain/routing.ts";
import type { Clock, Log, Metrics, RoutingTables } from "./ports.ts";

/** How often the published version is looked up, ms: a change is picked up within this and one read. */
const REFRESH = 3000;

/**
 * The published routing table, made ready once per version. One that cannot be loaded leaves the previous one in force
 * (and is reported); without a previous one the error is the caller's.
 */
export function createCurrentRouting(deps: {
  readonly routing: RoutingTables;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}): () => Promise<Router> {
  let current: Router | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<Router> | undefined;

  async function refresh(): Promise<Router> {
    try {
      const version = await deps.routing.version();
      if (current?.table.version !== version) current = createRouter(await deps.routing.table(version));
    } catch (error) {
      deps.metrics.count("RoutingNotLoaded");
      if (!current) throw error;
      deps.log.error("the published routing table could not be loaded; the previous one stays in force", error, {
        version: current.table.version,
      });
    }
    checkedAt = deps.clock.now();
    return current;
  }

  return () => {
    const age = deps.clock.now() - checkedAt;
    if (current && age >= 0 && age < REFRESH) return Promise.resolve(current);
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };
}
