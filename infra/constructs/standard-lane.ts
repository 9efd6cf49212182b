import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Settings } from "../settings.ts";
import { addDeadLetterAlarm } from "./dead-letter-alarm.ts";

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
    addDeadLetterAlarm(this, { ...props, queue: this.deadLetterQueue });
  }
}
