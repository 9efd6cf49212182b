import { createKeptFresh } from "./kept-fresh.ts";
import type { Clock, Log, Metrics } from "./ports/runtime.ts";

/** How often the published version is looked up, ms: a change is picked up within this and one read. */
const REFRESH = 3000;

/**
 * What operators publish, made ready once per version. Where a version cannot be loaded, that is reported as `failed`
 * and the previous one stays in force; without a previous one the caller gets the error.
 */
export function createCurrentVersion<T>(deps: {
  readonly version: () => Promise<number>;
  readonly load: (version: number) => Promise<T>;
  /** The metric of a load that failed, and what the log says then. */
  readonly failed: { readonly metric: string; readonly message: string };
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}): () => Promise<T> {
  type Loaded = { readonly version: number; readonly value: T };
  const current = createKeptFresh<Loaded>({
    every: REFRESH,
    async read(last) {
      const version = await deps.version();
      return last?.version === version ? last : { version, value: await deps.load(version) };
    },
    failed(error, last) {
      deps.metrics.count(deps.failed.metric);
      if (last) deps.log.error(deps.failed.message, error, { version: last.version });
    },
    clock: deps.clock,
  });
  return async () => (await current()).value;
}
