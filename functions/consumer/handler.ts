import type { ConsumeResult } from "../../shared/decisions/application/consume-inbound.ts";
import { type Envelope, envelopeForm } from "../../shared/inbound/domain/envelope.ts";
import { fifoHandler } from "../../shared/lambda/fifo-batch.ts";
import { failed } from "../../shared/lambda/fifo-work.ts";
import type { FifoLane } from "../../shared/lambda/lane.ts";
import type { Observability } from "../../shared/lambda/observability.ts";

/** Inbound FIFO batches → decisions, journal, outbound commands. */
export function createHandler(
  deps: Observability & {
    readonly lane: FifoLane;
    readonly consume: (batch: readonly Envelope[]) => Promise<ConsumeResult>;
  },
) {
  return fifoHandler({
    lane: deps.lane,
    form: envelopeForm,
    handle: async (items) => (await deps.consume(items.map(({ value }) => value))).map(failed),
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
