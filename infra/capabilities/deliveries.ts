import type { Construct } from "constructs";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { onQueue, onTable, putsEvents, readsSecret, sendsTo } from "../constructs/functions/grants.ts";
import { QueueFunction } from "../constructs/functions/queue.ts";
import { defineCapability, type Fleet } from "./capability.ts";
import { setsRecordsAside } from "./dead-letters.ts";
import { reorderedAlarm } from "./reordered.ts";

/** Messages and events on their way to queues, webhooks and the bus. */
export const deliveries = defineCapability({
  lanes: {
    // 30 receives: about five hours with the growing pauses. A target that is away longer gets the rest by a redrive.
    deliveries: {
      kind: "fifo",
      workTimeout: TIMEOUTS.delivery,
      maxReceiveCount: 30,
      late: {
        after: 1800,
        zh: "转发给外部系统的消息等待超过半小时：请查看 delivery 的日志，确认是哪个目标不可用。",
        en: "Deliveries to other systems wait for over half an hour: the log of delivery says which target is away.",
      },
    },
  },
  functions: (scope: Construct, { common, settings, stateful }: Fleet<"deliveries" | "outboundLive">) => {
    const { config, state, bus, lanes, secrets } = stateful;
    const delivery = new QueueFunction(scope, "Delivery", {
      ...common,
      name: "delivery",
      description: "Delivers messages and events to targets outside, and queues what webhooks answer",
      timeout: TIMEOUTS.delivery,
      invocationsPerProcess: 16,
      lane: lanes.deliveries,
      state,
      maximumConcurrency: settings.deliveryMaximumConcurrency,
      grants: [
        onQueue(lanes.deliveries.queue, ENV.deliveriesQueueUrl, "ChangeMessageVisibility"),
        onQueue(lanes.outboundLive.queue, ENV.outboundLiveQueueUrl, "SendMessage"),
        onTable(config, ENV.configTable, ["GetItem"]),
        onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
        readsSecret(secrets.webhook, ENV.webhookSecretId),
        putsEvents(bus),
        sendsTo(settings.routingQueues),
        ...setsRecordsAside(stateful),
      ],
    });
    return { delivery };
  },
  alarms: [reorderedAlarm("DeliveryReorderedAlarm", "delivery")],
});
