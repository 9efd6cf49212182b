import type { ConsumeResult } from "../../shared/decisions/application/consume-inbound.ts";
import { type Envelope, envelopeSchema } from "../../shared/inbound/domain/envelope.ts";
import { fifoHandler } from "../../shared/lambda/fifo-batch.ts";
import type { Observability } from "../../shared/lambda/observability.ts";

/** Inbound FIFO batches → decisions, journal, outbound commands. */
export function createHandler(
  deps: Observability & { readonly consume: (batch: readonly Envelope[]) => Promise<ConsumeResult> },
) {
  return fifoHandler({
    schema: envelopeSchema,
    handle: (items) => deps.consume(items.map(({ value }) => value)),
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
