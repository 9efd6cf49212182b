import * as z from "zod";
import type { Observability } from "../../shared/lambda/observability.ts";
import { scheduledHandler } from "../../shared/lambda/scheduled.ts";

const dueEvent = z.object({ time: z.iso.datetime() });

/** Every minute: queues the beats of the minute for which the event was due. */
export function createHandler(deps: Observability & { readonly plan: (minute: number) => Promise<number> }) {
  return scheduledHandler({
    run: (_remainingMs, event) => deps.plan(Date.parse(dueEvent.parse(event).time)),
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
