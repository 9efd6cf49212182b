import type { Construct } from "constructs";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { onQueue, onTable, putsEvents, readsSecret, sendsTo } from "../constructs/functions/grants.ts";
import { QueueFunction } from "../constructs/functions/queue.ts";
import { defineCapability, type Fleet } from "./capability.ts";

/** Messages and events on their way to queues, webhooks and the bus. */
export const deliveries = defineCapability({
  lanes: {
    // 30 receives: about five hours with the growing pauses. A target that is away longer gets the rest by a redrive.
    deliveries: { kind: "fifo", workTimeout: TIMEOUTS.delivery, maxReceiveCount: 30 },
  },
  functions: (scope: Construct, { common, settings, stateful }: Fleet<"deliveries" | "outboundLive">) => {
    const { config, state, bus, lanes, secrets } = stateful;
    const delivery = new QueueFunction(scope, "Delivery", {
      ...common,
      name: "delivery",
      description: "Delivers messages and events to targets outside, and queues what webhooks answer",
      timeout: TIMEOUTS.delivery,
      queue: lanes.deliveries.queue,
      maximumConcurrency: settings.deliveryMaximumConcurrency,
      grants: [
        onQueue(lanes.deliveries.queue, ENV.deliveriesQueueUrl, "ChangeMessageVisibility"),
        onQueue(lanes.outboundLive.queue, ENV.outboundLiveQueueUrl, "SendMessage"),
        onTable(config, ENV.configTable, ["GetItem"]),
        onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
        readsSecret(secrets.webhook, ENV.webhookSecretId),
        putsEvents(bus),
        sendsTo(settings.routingQueues),
      ],
    });
    return { delivery };
  },
});
