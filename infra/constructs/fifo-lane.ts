import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Settings } from "../settings.ts";
import { addDeadLetterAlarm } from "./dead-letter-alarm.ts";

export type FifoLaneProps = {
  readonly settings: Settings;
  /** Seconds that a received message stays invisible: at least six times the timeout of the function behind it. */
  readonly visibilityTimeout: number;
  /** Receives after which a message goes to the dead-letter queue (AWS: at most 1,000). */
  readonly maxReceiveCount: number;
};

/** A high-throughput FIFO queue, ordered and deduplicated per message group, with its dead-letter queue and the alarm on it. */
export class FifoLane extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: FifoLaneProps) {
    super(scope, id);
    const common = {
      fifo: true,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // The longest SQS offers: a group may be parked for days while its account is offline.
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.RETAIN,
    };
    this.deadLetterQueue = new Queue(this, "DeadLetterQueue", common);
    this.queue = new Queue(this, "Queue", {
      ...common,
      visibilityTimeout: Duration.seconds(props.visibilityTimeout),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: props.maxReceiveCount },
    });
    addDeadLetterAlarm(this, { ...props, queue: this.deadLetterQueue });
  }
}
