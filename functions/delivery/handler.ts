import type { Context } from "aws-lambda";
import { type Delivery, deliveryForm } from "../../shared/deliveries/domain/delivery.ts";
import { fifoHandler } from "../../shared/lambda/fifo-batch.ts";
import { type FifoItem, undone } from "../../shared/lambda/fifo-work.ts";
import type { FifoLane } from "../../shared/lambda/lane.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { TIMEOUTS } from "../../shared/names.ts";
import type { DeliveryEnd, DeliveryInHand } from "../../shared/routing/application/carry-out-deliveries.ts";

export type DeliveryDeps = Observability & {
  readonly lane: FifoLane;
  readonly carryOut: (batch: readonly DeliveryInHand[], deadline: number) => Promise<readonly DeliveryEnd[]>;
  /** Returns how many changes were refused. */
  readonly changeVisibility: (
    changes: readonly { readonly receiptHandle: string; readonly seconds: number }[],
  ) => Promise<number>;
  /** Epoch ms. */
  readonly now: () => number;
};

type Waits = Extract<DeliveryEnd, { done: false }>;

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
    return ends.map((end) => undone<Waits>(end));
  }

  async function putBack(back: ReadonlyMap<FifoItem<Delivery>, Waits>): Promise<void> {
    const changes = [...back].map(([{ record }, { delaySeconds }]) => ({
      receiptHandle: record.receiptHandle,
      seconds: delaySeconds,
    }));
    try {
      await deps.changeVisibility(changes);
    } catch (error) {
      deps.log.error("failed deliveries come back later than they should", error, { deliveries: changes.length });
    }
  }

  return fifoHandler({
    lane: deps.lane,
    form: deliveryForm,
    handle,
    putBack,
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
