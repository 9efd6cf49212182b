import type { Context } from "aws-lambda";
import { fifoHandler } from "../../shared/lambda/fifo-batch.ts";
import { type FifoItem, undone } from "../../shared/lambda/fifo-work.ts";
import type { FifoLane } from "../../shared/lambda/lane.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import type { Waiting } from "../../shared/outbound/application/park-commands.ts";
import type { Delivery } from "../../shared/outbound/application/sending/send-outbound.ts";
import type { SendResult } from "../../shared/outbound/application/sending/send-result.ts";
import { RESERVE } from "../../shared/outbound/application/sending/send-times.ts";
import { commandForm, type OutboundCommand } from "../../shared/outbound/domain/command.ts";

export type SenderDeps = Observability & {
  readonly lane: FifoLane;
  readonly send: (batch: readonly Delivery[], deadline: number) => Promise<readonly SendResult[]>;
  readonly park: (waiting: readonly Waiting[]) => Promise<void>;
  /** Epoch ms. */
  readonly now: () => number;
};

type Waits = Extract<SendResult, { done: false }>;

/** Sends batches of an outbound queue. Commands that cannot go out now get a new visibility and return to the queue. */
export function createHandler(deps: SenderDeps) {
  async function handle(items: readonly FifoItem<OutboundCommand>[], context: Context) {
    const deadline = deps.now() + context.getRemainingTimeInMillis() - RESERVE;
    const results = await deps.send(
      items.map(({ value, record }) => ({
        command: value,
        receiveCount: Number(record.attributes.ApproximateReceiveCount),
      })),
      deadline,
    );
    return results.map((result) => undone<Waits>(result));
  }

  async function putBack(back: ReadonlyMap<FifoItem<OutboundCommand>, Waits>): Promise<void> {
    await deps.park(
      [...back].map(([{ value, record }, { delaySeconds, parked }]) => {
        const { appId, createdAt } = value;
        // What is parked waits for its account, which may take days; all else should leave within minutes.
        if (!parked) deps.metrics.duration("CommandWaits", deps.now() - createdAt);
        return { appId, receiptHandle: record.receiptHandle, delaySeconds, parked };
      }),
    );
  }

  return fifoHandler({
    lane: deps.lane,
    form: commandForm,
    handle,
    putBack,
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
