import type { Observability } from "../../shared/lambda/observability.ts";
import { scheduledHandler } from "../../shared/lambda/scheduled.ts";

/** Time for the page in hand to end before the function's timeout, ms. */
const RESERVE = 15_000;

/** Every hour: ends the rows of operators' requests that broke off and whose time is over. */
export function createHandler(
  deps: Observability & { readonly sweep: (deadline: number) => Promise<number>; readonly now: () => number },
) {
  return scheduledHandler({
    run: (remainingMs) => deps.sweep(deps.now() + remainingMs - RESERVE),
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
