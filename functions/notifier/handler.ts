import * as z from "zod";
import type { FlushRequest } from "../../shared/alerts/application/flush-alerts.ts";
import { type BusEvent, busEventSchema } from "../../shared/alerts/domain/event.ts";
import type { Lane } from "../../shared/lambda/lane.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { queueHandler } from "../../shared/lambda/queue-batch.ts";

export type NotifierDeps = Observability & {
  readonly lane: Lane;
  readonly record: (event: BusEvent) => Promise<void>;
  readonly flushAlerts: (request: FlushRequest) => Promise<void>;
};

/** A message of the queue `alerts`: an event of the bus, a flush, or the sweep of each minute. */
const messageSchema = z.union([
  busEventSchema,
  z.object({ type: z.literal("flush"), due: z.number() }),
  z.object({ type: z.literal("sweep") }),
]);

/** Turns events into pending alerts; flushes and sweeps send pending alerts to the operators. */
export function createHandler(deps: NotifierDeps) {
  return queueHandler({
    lane: deps.lane,
    schema: messageSchema,
    handle: (message) => ("type" in message ? deps.flushAlerts(message) : deps.record(message)),
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
