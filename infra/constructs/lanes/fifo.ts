import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { AlarmTopics } from "../fleet-alarm.ts";
import { addLaneAlarms } from "./alarms.ts";
import { type FifoLaneRow, HIDDEN_FOR_TIMEOUTS, type Lane, laneId } from "./row.ts";

/** A high-throughput FIFO queue, ordered and deduplicated per message group, with its dead-letter queue and its alarms. */
export class FifoLane extends Construct implements Lane {
  readonly name: string;
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly maxReceiveCount: number;

  constructor(scope: Construct, name: string, topics: AlarmTopics, row: FifoLaneRow) {
    super(scope, laneId(name));
    this.name = name;
    this.maxReceiveCount = row.maxReceiveCount;
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
      visibilityTimeout: Duration.seconds(HIDDEN_FOR_TIMEOUTS * row.workTimeout),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: row.maxReceiveCount },
    });
    addLaneAlarms(this, topics, row);
  }
}
