import { ApplicationLogLevel, LoggingFormat, SystemLogLevel } from "aws-cdk-lib/aws-lambda";
import type { Settings } from "../../settings.ts";

/**
 * JSON lines, and of Lambda's own only those of failures: the two or three lines of each invocation that goes well
 * would be half of the log. A line of metrics has no level, which Lambda takes for INFO, so Lambda lets INFO pass in
 * every deployment; what the functions log themselves is held to `logLevel` by the functions.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function loggingOf({ logLevel }: Settings) {
  return {
    loggingFormat: LoggingFormat.JSON,
    systemLogLevelV2: SystemLogLevel.WARN,
    applicationLogLevelV2: logLevel === "DEBUG" ? ApplicationLogLevel.DEBUG : ApplicationLogLevel.INFO,
  };
}
