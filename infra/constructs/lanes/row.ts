import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Duration } from "aws-cdk-lib/core";

/** A queue with its dead-letter queue. */
export type Lane = {
  /** By which the registry has its row. */
  readonly name: string;
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly maxReceiveCount: number;
};

type CommonRow = {
  /** Timeout of the function behind the lane, seconds. A received message stays hidden for six times that. */
  readonly workTimeout: number;
  /** Receives after which a message goes to the dead-letter queue (AWS: at most 1,000). */
  readonly maxReceiveCount: number;
  readonly late: LateRow;
  /** Whether the alarms on the lane tell the topic by themselves. */
  readonly direct?: boolean;
};

/** When messages have waited for too long, and what operators are told then. */
type LateRow = {
  /**
   * The age of the oldest message, seconds, for three minutes. `untaken`: for lanes whose messages may sleep for days;
   * messages could be received, and no message was for twenty minutes.
   */
  readonly after: number | "untaken";
  readonly zh: string;
  readonly en: string;
};

/** Ordered and deduplicated per message group. */
export type FifoLaneRow = CommonRow & { readonly kind: "fifo" };

/** Without an order; each message may wait for a delay of its own. */
export type StandardLaneRow = CommonRow & {
  readonly kind: "standard";
  /** How long a message is of use that could not be worked on. */
  readonly retention: Duration;
  /** Whether any event rule of the AWS account may fill the lane. */
  readonly acceptsEvents?: boolean;
};

/** What a lane is made of, as its capability's file says. */
export type LaneRow = FifoLaneRow | StandardLaneRow;

/** How long a received message stays hidden, as a multiple of the function's timeout: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
export const HIDDEN_FOR_TIMEOUTS = 6;

/** The construct of the lane `outboundLive` is `OutboundLiveLane`. */
export function laneId(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}Lane`;
}
