import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { onQueue, onTable, publishesAlerts, readsSecret } from "../constructs/functions/grants.ts";
import { QueueFunction } from "../constructs/functions/queue.ts";
import { counted } from "../constructs/metrics.ts";
import { defineCapability, type Fleet } from "./capability.ts";

/** Alerts on their way to the operators' groups. `AlertRules` fills the lane. */
export const alerts = defineCapability({
  lanes: {
    alerts: {
      kind: "standard",
      workTimeout: TIMEOUTS.notifier,
      maxReceiveCount: 20,
      retention: Duration.days(4),
      direct: true,
      late: {
        // A message may wait ten minutes for the next one: the setting minIntervalSeconds.
        after: 900,
        zh: "告警本身积压超过一刻钟，群里收不到消息：请查看 notifier 的日志和错误。",
        en: "Alerts wait for over a quarter of an hour, and the groups hear nothing: see the notifier's log and its errors.",
      },
    },
  },
  functions: (scope: Construct, { common, stateful }: Fleet<"alerts">) => {
    const { config, state, alertTopic, lanes, secrets } = stateful;
    const notifier = new QueueFunction(scope, "Notifier", {
      ...common,
      name: "notifier",
      description: "Gathers alerts and tells the operators' groups and topic",
      queuesItself: true,
      direct: true,
      timeout: TIMEOUTS.notifier,
      lane: lanes.alerts,
      state,
      maximumConcurrency: 2,
      grants: [
        onTable(config, ENV.configTable, ["GetItem"]),
        onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"]),
        onQueue(lanes.alerts.queue, ENV.alertsQueueUrl, "SendMessage"),
        readsSecret(secrets.alerts, ENV.alertsSecretId),
        publishesAlerts(alertTopic),
      ],
    });
    return { notifier };
  },
  alarms: [
    {
      id: "AlertGivenUpAlarm",
      metric: () => counted("AlertGivenUp", "notifier"),
      withoutData: "ok",
      direct: true,
      zh: "某个告警通道已拒收数小时：POST /api/alerts/test 会给出各通道的应答。",
      en: "A channel has refused alerts for hours. POST /api/alerts/test says what each channel answers.",
    },
  ],
});
