import type { Observability } from "../../shared/lambda/observability.ts";
import { scheduledHandler } from "../../shared/lambda/scheduled.ts";

/** Time for the page in hand to end before the function's timeout, ms. */
const RESERVE = 15_000;

/** Every minute, and at once when a spool opens: moves spooled envelopes to the inbound queue. */
export function createHandler(
  deps: Observability & { readonly drain: (deadline: number) => Promise<number>; readonly now: () => number },
) {
  return scheduledHandler({
    run: (remainingMs) => deps.drain(deps.now() + remainingMs - RESERVE),
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
