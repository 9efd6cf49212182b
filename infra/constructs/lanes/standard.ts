import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { AlarmTopics } from "../fleet-alarm.ts";
import { addLaneAlarms } from "./alarms.ts";
import { acceptEvents } from "./queue-rule.ts";
import { HIDDEN_FOR_TIMEOUTS, type Lane, laneId, type StandardLaneRow } from "./row.ts";

/** A standard queue, whose messages may wait each for its own delay, with its dead-letter queue and its alarms. */
export class StandardLane extends Construct implements Lane {
  readonly name: string;
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly maxReceiveCount: number;

  constructor(scope: Construct, name: string, topics: AlarmTopics, row: StandardLaneRow) {
    super(scope, laneId(name));
    this.name = name;
    this.maxReceiveCount = row.maxReceiveCount;
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    };
    this.deadLetterQueue = new Queue(this, "DeadLetterQueue", { ...common, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, "Queue", {
      ...common,
      retentionPeriod: row.retention,
      visibilityTimeout: Duration.seconds(HIDDEN_FOR_TIMEOUTS * row.workTimeout),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: row.maxReceiveCount },
    });
    if (row.acceptsEvents) acceptEvents(this.queue);
    addLaneAlarms(this, topics, row);
  }
}
