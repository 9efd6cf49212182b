import type { Log, Metrics } from "../shared/kernel/application/ports/runtime.ts";

/** Logs and metrics that go nowhere: their cost is measured with the functions' own. */
export const silent: { readonly log: Log; readonly metrics: Metrics } = {
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  metrics: { count: () => undefined, duration: () => undefined },
};
