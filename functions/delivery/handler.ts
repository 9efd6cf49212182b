import type { Context } from "aws-lambda";
import { type Delivery, deliverySchema } from "../../shared/deliveries/domain/delivery.ts";
import { type FifoItem, fifoHandler, waiting } from "../../shared/lambda/fifo-batch.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { TIMEOUTS } from "../../shared/names.ts";
import type { DeliveryEnd, DeliveryInHand } from "../../shared/routing/application/carry-out-deliveries.ts";

export type DeliveryDeps = Observability & {
  readonly carryOut: (batch: readonly DeliveryInHand[], deadline: number) => Promise<readonly DeliveryEnd[]>;
  /** Returns how many changes were refused. */
  readonly changeVisibility: (
    changes: readonly { readonly receiptHandle: string; readonly seconds: number }[],
  ) => Promise<number>;
  /** Epoch ms. */
  readonly now: () => number;
};

/** Time for the last call to end and for its answer to be queued, before the function's timeout, ms. */
const RESERVE = (TIMEOUTS.webhookCall + 10) * 1000;

/** Batches of deliveries → targets. What fails gets a new visibility and returns to the queue. */
export function createHandler(deps: DeliveryDeps) {
  async function handle(items: readonly FifoItem<Delivery>[], context: Context) {
    const ends = await deps.carryOut(
      items.map(({ value, record }) => ({
        delivery: value,
        receiveCount: Number(record.attributes.ApproximateReceiveCount),
      })),
      deps.now() + context.getRemainingTimeInMillis() - RESERVE,
    );
    const changes = items.flatMap(({ record: { receiptHandle } }, position) => {
      const end = ends[position];
      return !end || end.done ? [] : [{ receiptHandle, seconds: end.delaySeconds }];
    });
    try {
      if (changes.length > 0) await deps.changeVisibility(changes);
    } catch (error) {
      deps.log.error("failed deliveries come back later than they should", error, { deliveries: changes.length });
    }
    return ends.map(waiting);
  }

  return fifoHandler({
    schema: deliverySchema,
    handle,
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
