import type { Clock, Log, Metrics } from "./ports.ts";

/** How often the published version is looked up, ms: a change is picked up within this and one read. */
const REFRESH = 3000;

/**
 * What operators publish, made ready once per version. A version that cannot be loaded leaves the previous one in force
 * (and is reported as `failed`); without a previous one the error is the caller's.
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
  let current: { readonly version: number; readonly value: T } | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<T> | undefined;

  async function refresh(): Promise<T> {
    try {
      const version = await deps.version();
      if (current?.version !== version) current = { version, value: await deps.load(version) };
    } catch (error) {
      deps.metrics.count(deps.failed.metric);
      if (!current) throw error;
      deps.log.error(deps.failed.message, error, { version: current.version });
    }
    checkedAt = deps.clock.now();
    return current.value;
  }

  return () => {
    const age = deps.clock.now() - checkedAt;
    if (current && age >= 0 && age < REFRESH) return Promise.resolve(current.value);
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };
}
