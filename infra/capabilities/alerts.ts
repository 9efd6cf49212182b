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
    alerts: { kind: "standard", workTimeout: TIMEOUTS.notifier, maxReceiveCount: 20, retention: Duration.days(4) },
  },
  functions: (scope: Construct, { common, stateful }: Fleet<"alerts">) => {
    const { config, state, alertTopicArn, lanes, secrets } = stateful;
    const notifier = new QueueFunction(scope, "Notifier", {
      ...common,
      name: "notifier",
      description: "Gathers alerts and tells the operators' groups and topic",
      queuesItself: true,
      timeout: TIMEOUTS.notifier,
      queue: lanes.alerts.queue,
      maximumConcurrency: 2,
      grants: [
        onTable(config, ENV.configTable, ["GetItem"]),
        onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"]),
        onQueue(lanes.alerts.queue, ENV.alertsQueueUrl, "SendMessage"),
        readsSecret(secrets.alerts, ENV.alertsSecretId),
        publishesAlerts(alertTopicArn),
      ],
    });
    return { notifier };
  },
  alarms: [
    {
      id: "AlertGivenUpAlarm",
      metric: () => counted("AlertGivenUp", "notifier"),
      zh: "某个告警通道已拒收数小时：POST /api/alerts/test 会给出各通道的应答。",
      en: "A channel has refused alerts for hours. POST /api/alerts/test says what each channel answers.",
    },
  ],
});
