import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
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

/** Seconds that the oldest message of a lane has waited. */
export function oldestMessage({ queue }: Lane): Metric {
  return queue.metricApproximateAgeOfOldestMessage({ ...PER_MINUTE, statistic: "Maximum" });
}

/** Answers of the HTTP API with a status of 500 or above, summed over five minutes. */
export function serverErrors(api: HttpApi): Metric {
  return api.metricServerError(FIVE_MINUTE_SUM);
}
