import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { type AlarmTopics, addAlarm } from "../fleet-alarm.ts";
import { openDeadLetters } from "../metrics.ts";
import { acceptEvents } from "./queue-rule.ts";

/** Its name among the lanes. */
export const FAILURES = "failures";

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
      metric: openDeadLetters(FAILURES),
      withoutData: "ok",
      // Alarms and events on their way to the notifier may be among them.
      direct: true,
      zh: "有事件无法投递，或定时函数多次失败：请用 GET /api/dead-letters?lane=failures 查看，排除原因后重新投递或丢弃。",
      en: "Events were not delivered, or scheduled runs failed. GET /api/dead-letters?lane=failures says why; mend the cause, then redrive or discard them.",
    });
  }
}
