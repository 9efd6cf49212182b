import { type Delivery, deliveryForm, deliveryGroup } from "../../deliveries/domain/delivery.ts";
import { createFifoSend, type FifoSendDeps } from "../../platform/sqs/fifo-send.ts";
import type { DeliveryQueue } from "../application/ports/delivery-queue.ts";

/** The FIFO queue of deliveries, group = target and conversation. */
export function createSqsDeliveryQueue(deps: FifoSendDeps): DeliveryQueue {
  const idOf = ({ routed }: Delivery) => routed.id;
  const send = createFifoSend<Delivery>(
    { ...deps, what: "the queue of deliveries" },
    { id: idOf, group: deliveryGroup, deduplicationId: idOf, version: deliveryForm.version },
  );
  return { send };
}
