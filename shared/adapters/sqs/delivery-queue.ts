import type { SQSClient } from "@aws-sdk/client-sqs";
import type { DeliveryQueue } from "../../application/ports/routing.ts";
import type { Log } from "../../application/ports/runtime.ts";
import { type Delivery, deliveryGroup } from "../../domain/delivery.ts";
import { createFifoSend } from "./fifo-send.ts";

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
