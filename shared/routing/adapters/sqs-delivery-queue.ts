import type { SQSClient } from "@aws-sdk/client-sqs";
import { type Delivery, deliveryGroup } from "../../deliveries/domain/delivery.ts";
import type { Log } from "../../kernel/application/ports/runtime.ts";
import { createFifoSend } from "../../platform/sqs/fifo-send.ts";
import type { DeliveryQueue } from "../application/ports/delivery-queue.ts";

/** The FIFO queue of deliveries, group = target and conversation. */
export function createSqsDeliveryQueue(deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly log: Log;
}): DeliveryQueue {
  const idOf = ({ routed }: Delivery) => routed.id;
  const send = createFifoSend<Delivery>(
    { ...deps, what: "the queue of deliveries" },
    { id: idOf, group: deliveryGroup, deduplicationId: idOf },
  );
  return { send };
}
