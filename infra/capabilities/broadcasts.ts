import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, EVENTS, INDEXES, TIMEOUTS } from "../../shared/names.ts";
import { onQueue, onTable } from "../constructs/functions/grants.ts";
import { QueueFunction } from "../constructs/functions/queue.ts";
import { QueueRule } from "../constructs/lanes/queue-rule.ts";
import { defineCapability, type Fleet } from "./capability.ts";
import { reorderedAlarm } from "./reordered.ts";

/** Broadcasts. One rule is the only trigger, for events of rules, of operators and of other systems alike. */
export const broadcasts = defineCapability({
  lanes: {
    broadcasts: {
      kind: "standard",
      workTimeout: TIMEOUTS.broadcast,
      // Two hours of an outage. A task set aside stops its account's part of a run until an operator resumes the run.
      maxReceiveCount: 20,
      retention: Duration.days(14),
      acceptsEvents: true,
      late: {
        // A step may be meant for 15 minutes later.
        after: 1800,
        zh: "群发的步骤等待超过半小时，群发停滞：请查看函数 broadcast 的日志和错误。",
        en: "Steps of broadcasts wait for over half an hour: the runs stand still. See the log of the function broadcast.",
      },
    },
  },
  functions: (scope: Construct, { common, settings, stateful }: Fleet<"broadcasts" | "outboundBulk">) => {
    const { config, state, journal, bus, lanes } = stateful;
    const broadcast = new QueueFunction(scope, "Broadcast", {
      ...common,
      name: "broadcast",
      description: "Starts runs of broadcasts and makes their commands, page by page",
      queuesItself: true,
      timeout: TIMEOUTS.broadcast,
      lane: lanes.broadcasts,
      state,
      maximumConcurrency: settings.broadcastMaximumConcurrency,
      grants: [
        onTable(config, ENV.configTable, ["BatchGetItem", "GetItem"], [INDEXES.configByKind.name]),
        onTable(journal, ENV.journalTable, ["BatchGetItem", "GetItem", "PutItem", "UpdateItem", "Query"]),
        onQueue(lanes.outboundBulk.queue, ENV.outboundBulkQueueUrl, "SendMessage"),
        onQueue(lanes.broadcasts.queue, ENV.broadcastsQueueUrl, "SendMessage"),
      ],
    });
    new QueueRule(scope, "BroadcastRequested", {
      on: { bus, pattern: { source: [EVENTS.source], detailType: [EVENTS.broadcastRequested] } },
      queue: lanes.broadcasts.queue,
      failures: common.failures,
    });
    return { broadcast };
  },
  alarms: [reorderedAlarm("BroadcastReorderedAlarm", "broadcast")],
});
