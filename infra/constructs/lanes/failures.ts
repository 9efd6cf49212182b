import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { type AlarmTopics, addAlarm } from "../fleet-alarm.ts";
import { PER_MINUTE } from "../metrics.ts";
import { acceptEvents } from "./queue-rule.ts";

/**
 * Keeps events that no function or queue took: what EventBridge could not deliver, and what a function failed on that a
 * rule or a schedule invoked. Messages of lanes have dead-letter queues of their own.
 */
export class Failures extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, topics: AlarmTopics) {
    super(scope, id);
    this.queue = new Queue(this, "Queue", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.queue).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "It is itself the dead-letter queue of rules, schedules and asynchronous invocations.",
    });
    acceptEvents(this.queue);
    addAlarm(this, "Alarm", topics, {
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ ...PER_MINUTE, statistic: "Maximum" }),
      withoutData: "ok",
      // Alarms and events on their way to the notifier may be among them.
      direct: true,
      zh: "有事件无法投递，或定时函数多次失败：请查看 FailuresQueue 中的消息，排除原因，处理后删除消息。",
      en: "Events were not delivered, or scheduled runs failed: read them in FailuresQueue, mend the cause, then delete them.",
    });
  }
}
