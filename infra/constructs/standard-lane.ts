import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Settings } from "../settings.ts";
import { addAlarm } from "./fleet-alarm.ts";

export type StandardLaneProps = {
  readonly settings: Settings;
  /** Seconds that a received message stays invisible: at least six times the timeout of the function behind it. */
  readonly visibilityTimeout: number;
  /** Receives after which a message goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /** How long a message that nobody could work on is of use. */
  readonly retention: Duration;
};

/** A standard queue, whose messages may wait each for its own delay, with its dead-letter queue and the alarm on it. */
export class StandardLane extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: StandardLaneProps) {
    super(scope, id);
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    };
    this.deadLetterQueue = new Queue(this, "DeadLetterQueue", { ...common, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, "Queue", {
      ...common,
      retentionPeriod: props.retention,
      visibilityTimeout: Duration.seconds(props.visibilityTimeout),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: props.maxReceiveCount },
    });
    addAlarm(this, "DeadLetterAlarm", props.settings, {
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: "Maximum",
      }),
      threshold: 1,
      description: {
        zh: `${id} 的消息失败 ${props.maxReceiveCount} 次，已进入死信队列：请查看内容，排除原因后重新投递。`,
        en: `Messages of ${id} failed ${props.maxReceiveCount} times. Read them in the dead-letter queue, mend the cause, then redrive.`,
      },
    });
  }
}
