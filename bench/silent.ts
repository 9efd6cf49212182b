import type { Log, Metrics } from "../shared/kernel/application/ports/runtime.ts";

/** Logs and metrics that go nowhere, for benches of what does not write them. */
export const silent: { readonly log: Log; readonly metrics: Metrics } = {
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  metrics: { count: () => undefined, duration: () => undefined },
};
