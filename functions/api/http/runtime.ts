import type { Clock, Log, Metrics } from "../../../shared/kernel/application/ports/runtime.ts";

/** What nearly every use case works with. */
export type Runtime = { readonly clock: Clock; readonly metrics: Metrics; readonly log: Log };
