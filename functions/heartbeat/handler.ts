import { type Beat, beatSchema } from "../../shared/accounts/domain/heartbeat.ts";
import type { Lane } from "../../shared/lambda/lane.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { queueHandler } from "../../shared/lambda/queue-batch.ts";

/** Beats of accounts, each at its time. */
export function createHandler(
  deps: Observability & { readonly lane: Lane; readonly beat: (beat: Beat) => Promise<void> },
) {
  return queueHandler({
    lane: deps.lane,
    schema: beatSchema,
    handle: (beat) => deps.beat(beat),
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
