import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, INDEXES, TIMEOUTS } from "../../shared/names.ts";
import { onQueue, onTable, putsEvents, readsSecret } from "../constructs/functions/grants.ts";
import { QueueFunction } from "../constructs/functions/queue.ts";
import { ScheduledFunction } from "../constructs/functions/scheduled.ts";
import { counted, PER_MINUTE } from "../constructs/metrics.ts";
import { type AccountMoveLanes, queuesAccountWork, wakesCommands } from "./account-moves.ts";
import { defineCapability, type Fleet } from "./capability.ts";

/** The question to every account, twice a minute, whether it is online. */
export const heartbeats = defineCapability({
  lanes: {
    heartbeats: {
      kind: "standard",
      workTimeout: TIMEOUTS.heartbeat,
      maxReceiveCount: 3,
      // Long enough for three receives (12 minutes) with their delays. A beat that comes late does no harm: it is
      // dropped where it is more than 30 s overdue.
      retention: Duration.hours(2),
      late: {
        after: 300,
        zh: "心跳积压超过五分钟，掉线的账号不会被发现：请查看函数 heartbeat 的日志、错误和并发。",
        en: "Beats wait for over five minutes, and accounts that drop are not noticed: see the log of heartbeat, and its concurrency.",
      },
    },
  },
  functions: (scope: Construct, { common, settings, stateful }: Fleet<AccountMoveLanes>) => {
    const { config, state, bus, lanes, secrets } = stateful;
    const heartbeatPlanner = new ScheduledFunction(scope, "HeartbeatPlanner", {
      ...common,
      name: "heartbeat-planner",
      description: "Queues the beats of each minute",
      timeout: TIMEOUTS.heartbeatPlanner,
      every: Duration.minutes(1),
      grants: [
        onTable(config, ENV.configTable, ["GetItem", "UpdateItem"], [INDEXES.configByKind.name]),
        onQueue(lanes.heartbeats.queue, ENV.heartbeatsQueueUrl, "SendMessage"),
      ],
    });
    const heartbeat = new QueueFunction(scope, "Heartbeat", {
      ...common,
      name: "heartbeat",
      description: "Asks whether accounts are online",
      queuesItself: true,
      timeout: TIMEOUTS.heartbeat,
      invocationsPerProcess: 16,
      // It waits for the gateway nearly all its time, and waiting costs by memory.
      memory: 256,
      lane: lanes.heartbeats,
      state,
      maximumConcurrency: settings.heartbeatMaximumConcurrency,
      grants: [
        onTable(config, ENV.configTable, ["BatchGetItem", "GetItem", "UpdateItem"]),
        onTable(state, ENV.stateTable, ["GetItem", "Query", "UpdateItem"]),
        ...queuesAccountWork(lanes),
        ...wakesCommands(lanes),
        readsSecret(secrets.gateway, ENV.gatewaySecretId),
        putsEvents(bus),
      ],
    });
    return { heartbeatPlanner, heartbeat };
  },
  alarms: [
    {
      // The planner counts each minute, 0 in a fleet that has no account to ask.
      id: "BeatsNotPlannedAlarm",
      metric: () => counted("AccountsWatched", "heartbeat-planner").with({ ...PER_MINUTE, statistic: "SampleCount" }),
      below: true,
      periods: 3,
      withoutData: "rings",
      zh: "心跳已三分钟没有安排，掉线的账号不会被发现：请查看 heartbeat-planner 的日志和它的定时规则。",
      en: "No beats were planned for three minutes: accounts that drop are not noticed. See the heartbeat planner's log and schedule.",
    },
    {
      id: "BeatsDroppedAlarm",
      metric: () => counted("BeatDropped", "heartbeat").with(PER_MINUTE),
      periods: 3,
      withoutData: "ok",
      zh: "心跳连续三分钟来不及处理而被丢弃：请调高 heartbeatMaximumConcurrency，并查看网关是否变慢。",
      en: "Beats came too late for three minutes and were dropped: raise heartbeatMaximumConcurrency, and see whether the gateway is slow.",
    },
    {
      id: "AccountMalformedAlarm",
      metric: () => counted("AccountMalformed", "heartbeat-planner"),
      withoutData: "ok",
      zh: "有账号的数据行无法读取，该账号没有心跳检查：heartbeat-planner 的日志写明是哪一行。",
      en: "An account's row cannot be read: that account gets no beats. The heartbeat planner's log names the row.",
    },
  ],
});
