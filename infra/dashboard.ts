import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { GraphWidget, type IMetric, type IWidget } from "aws-cdk-lib/aws-cloudwatch";
import type { FleetFunction } from "./constructs/functions/fleet-function.ts";
import { FIVE_MINUTE_SUM, oldestMessage, openDeadLetters, PER_MINUTE } from "./constructs/metrics.ts";
import type { FleetLanes } from "./fleet-lanes.ts";

/**
 * CloudWatch colours lines by their order, and these lines keep their colours. A new lane or function needs no entry:
 * its line comes behind these.
 */
const FIRST_LANES = [
  "inbound",
  "outboundLive",
  "outboundBulk",
  "ai",
  "accountTasks",
  "heartbeats",
  "directory",
  "alerts",
  "deliveries",
  "broadcasts",
];
const FIRST_FUNCTIONS = [
  "callback",
  "officialCallback",
  "consumer",
  "ai",
  "delivery",
  "sender",
  "bulkSender",
  "spoolDrain",
  "ledgerSweep",
  "accountWorker",
  "directory",
  "heartbeatPlanner",
  "heartbeat",
  "loginPage",
  "api",
  "notifier",
  "broadcast",
  "poller",
];

export type DashboardOptions = {
  readonly api: HttpApi;
  readonly lanes: FleetLanes;
  readonly functions: Readonly<Record<string, FleetFunction>>;
  /** Counts beside the functions' errors. */
  readonly counts: readonly IMetric[];
};

/** Two rows of two graphs: lanes and HTTP above, errors and durations below. */
export function dashboardWidgets({ api, lanes, functions, counts }: DashboardOptions): IWidget[][] {
  const each = inOrder(functions, FIRST_FUNCTIONS);
  const waiting = inOrder(lanes, FIRST_LANES).flatMap(([name, { queue }]) => [
    queue.metricApproximateNumberOfMessagesVisible({ ...PER_MINUTE, label: name }),
    openDeadLetters(name).with({ label: `${name}, dead letters` }),
  ]);
  const errors = each.map(([name, { lambda }]) => lambda.metricErrors({ ...FIVE_MINUTE_SUM, label: `${name} errors` }));
  const throttles = each.map(([name, { lambda }]) =>
    lambda.metricThrottles({ ...FIVE_MINUTE_SUM, label: `${name} throttles` }),
  );
  const durations = each.map(([name, { lambda }]) =>
    lambda.metricDuration({ ...FIVE_MINUTE_SUM, statistic: "p99", label: name }),
  );
  return [
    [
      graph("Messages waiting | age of the oldest inbound (s)", waiting, [oldestMessage(lanes.inbound)]),
      graph(
        "HTTP requests | latency p99 (ms)",
        [
          api.metricCount(FIVE_MINUTE_SUM),
          api.metricClientError(FIVE_MINUTE_SUM),
          api.metricServerError(FIVE_MINUTE_SUM),
        ],
        [api.metricLatency({ ...FIVE_MINUTE_SUM, statistic: "p99" })],
      ),
    ],
    [graph("Errors and throttles", [...errors, ...throttles, ...counts]), graph("Duration p99 (ms)", durations)],
  ];
}

function graph(title: string, left: IMetric[], right: IMetric[] = []): GraphWidget {
  return new GraphWidget({ title, left, right, width: 12, height: 6 });
}

/** The entries of `all`: first those of the names in `first`, in its order, then the others. */
function inOrder<T>(all: Readonly<Record<string, T>>, first: readonly string[]): (readonly [string, T])[] {
  const names = [...new Set([...first, ...Object.keys(all)])];
  return names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]] as const]));
}
