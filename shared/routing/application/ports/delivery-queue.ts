import type { Delivery } from "../../../deliveries/domain/delivery.ts";

/**
 * `deliveries.fifo`: group = target and conversation. Returns the ids of the deliveries that were not accepted, with
 * them all later ones of the same group; never throws because the queue is away.
 */
export type DeliveryQueue = { send(deliveries: readonly Delivery[]): Promise<ReadonlySet<string>> };
