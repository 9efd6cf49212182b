import type { Observability } from "../../shared/lambda/observability.ts";
import { scheduledHandler } from "../../shared/lambda/scheduled.ts";
import type { PollCertificates } from "../../shared/pay/application/merchants/poll-certificates.ts";

/** Time for the merchant in hand to end before the function's timeout, ms: a call of WeChat Pay, and two writes. */
const RESERVE = 15_000;

/** Every hour: fetches the certificates of WeChat Pay's merchants that are due. */
export function createHandler(deps: Observability & { readonly poll: PollCertificates; readonly now: () => number }) {
  return scheduledHandler({
    run: (remainingMs) => deps.poll(deps.now() + remainingMs - RESERVE),
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
