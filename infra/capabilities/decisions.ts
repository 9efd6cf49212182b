import type { Construct } from "constructs";
import { ENV, INDEXES, TIMEOUTS } from "../../shared/names.ts";
import { onBodies, onQueue, onTable, putsEvents } from "../constructs/functions/grants.ts";
import { QueueFunction } from "../constructs/functions/queue.ts";
import { counted } from "../constructs/metrics.ts";
import { defineCapability, type Fleet } from "./capability.ts";
import { setsRecordsAside } from "./dead-letters.ts";
import { reorderedAlarm } from "./reordered.ts";

/** The lanes that a decision fills, and the one that it reads. */
type DecisionLanes = "inbound" | "outboundLive" | "ai" | "accountTasks" | "directory" | "deliveries";

/** The decision on each inbound message, by the published rules and the published routing table. */
export const decisions = defineCapability({
  functions: (scope: Construct, { common, settings, stateful }: Fleet<DecisionLanes>) => {
    const { config, state, journal, bodies, bus, lanes } = stateful;
    const consumer = new QueueFunction(scope, "Consumer", {
      ...common,
      name: "consumer",
      description: "Decides on each inbound message once, and queues the commands",
      timeout: TIMEOUTS.consumer,
      invocationsPerProcess: 16,
      memory: settings.consumerMemory,
      environment: { [ENV.profileScope]: settings.profiles, [ENV.behaviourEvents]: settings.behaviourEvents },
      lane: lanes.inbound,
      state,
      maximumConcurrency: settings.consumerMaximumConcurrency,
      grants: [
        onQueue(lanes.outboundLive.queue, ENV.outboundLiveQueueUrl, "SendMessage"),
        onQueue(lanes.ai.queue, ENV.aiQueueUrl, "SendMessage"),
        onQueue(lanes.accountTasks.queue, ENV.accountTasksQueueUrl, "SendMessage"),
        onQueue(lanes.directory.queue, ENV.directoryQueueUrl, "SendMessage"),
        onQueue(lanes.deliveries.queue, ENV.deliveriesQueueUrl, "SendMessage"),
        onTable(journal, ENV.journalTable, [
          "BatchGetItem",
          "GetItem",
          "PutItem",
          "PartiQLInsert",
          "PartiQLUpdate",
          "UpdateItem",
          "Query",
        ]),
        onTable(
          config,
          ENV.configTable,
          ["BatchGetItem", "GetItem", "PutItem", "UpdateItem"],
          [INDEXES.configByKind.name],
        ),
        onTable(state, ENV.stateTable, ["BatchGetItem", "GetItem", "PartiQLInsert", "PartiQLUpdate", "UpdateItem"]),
        putsEvents(bus),
        onBodies(bodies, ["GetObject"]),
        ...setsRecordsAside(stateful),
      ],
    });
    return { consumer };
  },
  alarms: [
    reorderedAlarm("ConsumerReorderedAlarm", "consumer"),
    {
      id: "RulesNotLoadedAlarm",
      metric: () => counted("RulesNotLoaded", "consumer"),
      withoutData: "ok",
      zh: "已发布的规则无法加载，沿用上一版：请查看 consumer 的日志。",
      en: "The published rules cannot be loaded: the previous ones stay in force. See the consumer's log.",
    },
    {
      id: "RoutingNotLoadedAlarm",
      metric: () => counted("RoutingNotLoaded", "consumer"),
      withoutData: "ok",
      zh: "已发布的路由表无法加载，沿用上一版：请查看 consumer 的日志。",
      en: "The published routing table cannot be loaded: the previous one stays in force. See the consumer's log.",
    },
  ],
});
