import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { Dashboard, GraphWidget, type IMetric, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { EVENTS, METRICS_NAMESPACE } from "../shared/names.ts";
import { addAlarm } from "./constructs/fleet-alarm.ts";
import type { FleetFunction } from "./constructs/fleet-function.ts";
import type { Settings } from "./settings.ts";

type Lane = { readonly queue: Queue; readonly deadLetterQueue: Queue };

export type ObservabilityProps = {
  readonly settings: Settings;
  readonly api: HttpApi;
  readonly lanes: Readonly<Record<string, Lane>> & { readonly inbound: Lane };
  readonly functions: Readonly<Record<string, FleetFunction>>;
};

/** The alarms that want a person, and one dashboard to begin looking. Each lane brings the alarm on its dead letters. */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, { settings, api, lanes, functions }: ObservabilityProps) {
    super(scope, id);
    const perMinute = { period: Duration.minutes(1) };
    const sum = { period: Duration.minutes(5), statistic: "Sum" };
    const oldestInbound = lanes.inbound.queue.metricApproximateAgeOfOldestMessage({
      ...perMinute,
      statistic: "Maximum",
    });
    const serverErrors = api.metricServerError(sum);
    const counted = (metricName: string, service: string) =>
      new Metric({ namespace: METRICS_NAMESPACE, metricName, dimensionsMap: { service }, ...sum });
    const commandsUnknown = counted(EVENTS.commandUnknown, "sender");
    const commandsFailed = counted(EVENTS.commandFailed, "sender");

    addAlarm(this, "InboundAgeAlarm", settings, {
      metric: oldestInbound,
      threshold: 300,
      periods: 3,
      description:
        "Messages wait for over five minutes: the consumer fails or is too slow. See its log and its errors.",
    });
    addAlarm(this, "ServerErrorAlarm", settings, {
      metric: serverErrors,
      threshold: 1,
      description: "The HTTP API answered 5xx: a callback may have been refused. See the access log for the route.",
    });
    addAlarm(this, "CommandUnknownAlarm", settings, {
      metric: commandsUnknown,
      threshold: 1,
      description:
        "Nobody knows whether a command was sent. An operator looks at the chat, and resends it or lets it be.",
    });
    addAlarm(this, "CommandFailedAlarm", settings, {
      metric: commandsFailed,
      threshold: 1,
      description: "A command was refused for good. GET /api/commands?state=failed says why; resend it when mended.",
    });
    addAlarm(this, "SpoolDrainFailedAlarm", settings, {
      metric: counted("SpoolDrainFailed", "spool-drain"),
      threshold: 1,
      description: "Spooled messages could not be moved to the queue: they wait, nothing is lost. See the drain's log.",
    });
    addAlarm(this, "AlertGivenUpAlarm", settings, {
      metric: counted("AlertGivenUp", "notifier"),
      threshold: 1,
      description: "A channel has refused alerts for hours. POST /api/alerts/test says what each channel answers.",
    });
    addAlarm(this, "RulesNotLoadedAlarm", settings, {
      metric: counted("RulesNotLoaded", "consumer"),
      threshold: 1,
      description: "The published rules cannot be loaded: the previous ones stay in force. See the consumer's log.",
    });

    const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
      new GraphWidget({ title, left, right, width: 12, height: 6 });
    const each = (metric: (fn: FleetFunction, name: string) => IMetric) =>
      Object.entries(functions).map(([name, fn]) => metric(fn, name));
    const waiting = Object.entries(lanes).flatMap(([name, { queue, deadLetterQueue }]) => [
      queue.metricApproximateNumberOfMessagesVisible({ ...perMinute, label: name }),
      deadLetterQueue.metricApproximateNumberOfMessagesVisible({ ...perMinute, label: `${name}, dead letters` }),
    ]);
    new Dashboard(this, "Dashboard", {
      dashboardName: `wechat-fleet-${settings.stage}`,
      widgets: [
        [
          graph("Messages waiting | age of the oldest inbound (s)", waiting, [oldestInbound]),
          graph(
            "HTTP requests | latency p99 (ms)",
            [api.metricCount(sum), api.metricClientError(sum), serverErrors],
            [api.metricLatency({ ...sum, statistic: "p99" })],
          ),
        ],
        [
          graph("Errors and throttles", [
            ...each(({ lambda }, name) => lambda.metricErrors({ ...sum, label: `${name} errors` })),
            ...each(({ lambda }, name) => lambda.metricThrottles({ ...sum, label: `${name} throttles` })),
            commandsUnknown,
            commandsFailed,
          ]),
          graph(
            "Duration p99 (ms)",
            each(({ lambda }, name) => lambda.metricDuration({ ...sum, statistic: "p99", label: name })),
          ),
        ],
      ],
    });
  }
}
