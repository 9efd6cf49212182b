import { type IMetric, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Duration } from "aws-cdk-lib/core";
import { METRICS_NAMESPACE } from "../../shared/names.ts";
import type { Lane } from "./lanes/row.ts";

export const PER_MINUTE = { period: Duration.minutes(1) };
export const FIVE_MINUTE_SUM = { period: Duration.minutes(5), statistic: "Sum" };

/** What the functions of one `service` count themselves, summed over five minutes; `dimensions` beside the service. */
export function counted(
  metricName: string,
  service: string,
  dimensions: Readonly<Record<string, string>> = {},
): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service, ...dimensions },
    ...FIVE_MINUTE_SUM,
  });
}

/**
 * The same count of several functions, as one sum: a function that counted nothing adds nothing. Each of them is a metric
 * that AWS bills.
 */
export function countedByAll(metricName: string, services: readonly string[]): MathExpression {
  const counts = services.map((service) => [service.replaceAll("-", "_"), counted(metricName, service)] as const);
  return new MathExpression({
    // Not `a + b`, which has no value where one of them has none.
    expression: `SUM([${counts.map(([id]) => id).join(", ")}])`,
    usingMetrics: Object.fromEntries(counts),
    period: FIVE_MINUTE_SUM.period,
    label: metricName,
  });
}

/** What the front door counts of its access log: callbacks answered with 4xx, and those refused for their rate (429). */
export type AccessLogCount = "CallbackRefused" | "CallbackThrottled";

/** What the front door counts of its access log, summed over five minutes. */
export function fromAccessLog(metricName: AccessLogCount): Metric {
  return new Metric({ namespace: METRICS_NAMESPACE, metricName, ...FIVE_MINUTE_SUM });
}

/** Milliseconds that the slowest 1 % of a function's invocations took at least. */
export function slowest(lambda: LambdaFunction): Metric {
  return lambda.metricDuration({ period: FIVE_MINUTE_SUM.period, statistic: "p99" });
}

/** When callbacks are slow: over 2 s, of the 5 s that WeChat waits, in two periods, as a single slow one is no news. */
export const SLOW = { threshold: 2000, periods: 2, withoutData: "ok" } as const;

/** A sum over all Lambda functions of the AWS account and region, over five minutes. */
export function accountWide(metricName: "Errors" | "Invocations" | "Throttles"): Metric {
  return new Metric({ namespace: "AWS/Lambda", metricName, ...FIVE_MINUTE_SUM });
}

/** What DynamoDB counts of a table, summed over five minutes. */
export function ofTable(table: Table, metricName: string, dimensions: Readonly<Record<string, string>> = {}): Metric {
  const dimensionsMap = { TableName: table.tableName, ...dimensions };
  return new Metric({ namespace: "AWS/DynamoDB", metricName, dimensionsMap, ...FIVE_MINUTE_SUM });
}

/** The per cent that `part` is of `whole`. */
export function share(part: IMetric, whole: IMetric): MathExpression {
  return new MathExpression({
    expression: "100 * part / whole",
    usingMetrics: { part, whole },
    period: FIVE_MINUTE_SUM.period,
    label: "%",
  });
}

/** Dead letters of a lane, or of `failures`, that operators have not put back or discarded. */
export function openDeadLetters(lane: string): Metric {
  return counted("DeadLettersOpen", "dead-letters", { lane }).with({ ...PER_MINUTE, statistic: "Maximum" });
}

/** Seconds that the oldest message of a lane has waited. */
export function oldestMessage({ queue }: Lane): Metric {
  return queue.metricApproximateAgeOfOldestMessage({ ...PER_MINUTE, statistic: "Maximum" });
}

/**
 * 1 where messages of a lane could be received and no message was for five minutes. The age says nothing where messages sleep: a
 * parked group's head is hidden for up to 15 minutes, and received then, while the messages behind it count as visible.
 */
export function untaken({ queue }: Lane): MathExpression {
  return new MathExpression({
    expression: "IF(waiting > 0 AND FILL(taken, 0) < 1, 1, 0)",
    usingMetrics: {
      waiting: queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTE_SUM.period, statistic: "Maximum" }),
      taken: queue.metricNumberOfMessagesReceived(FIVE_MINUTE_SUM),
    },
    period: FIVE_MINUTE_SUM.period,
    label: "waits, and is not received",
  });
}
