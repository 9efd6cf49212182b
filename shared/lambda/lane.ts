import type { SQSRecord } from "aws-lambda";
import type { SetAside } from "../dead-letters/application/set-aside.ts";
import { type LaneMessage, MARK, readMark } from "../dead-letters/domain/message.ts";
import type { DeadLetterReason } from "../dead-letters/domain/reason.ts";

/** The lane that feeds a function. */
export type Lane = {
  /** As the infrastructure's registry of lanes calls it. */
  readonly name: string;
  /** Receives after which SQS moves a message to the dead-letter queue. */
  readonly maxReceives: number;
  /** Keeps why a message failed that will come out of the dead-letter queue. Never throws. */
  readonly noteCause: (message: LaneMessage, reason: DeadLetterReason) => Promise<void>;
};

/** A lane in which a record may hold up its group. */
export type FifoLane = Lane & { readonly setAside: SetAside };

/** A record as dead letters know it. */
export function laneMessageOf(
  lane: string,
  { body, eventSourceARN, attributes, messageAttributes }: SQSRecord,
): LaneMessage {
  const { MessageGroupId: group, MessageDeduplicationId: deduplicationId } = attributes;
  const mark = readMark(messageAttributes[MARK]?.stringValue);
  return {
    lane,
    body,
    queueArn: eventSourceARN,
    ...(group === undefined ? {} : { group }),
    ...(deduplicationId === undefined ? {} : { deduplicationId }),
    sentAt: Number(attributes.SentTimestamp),
    receiveCount: Number(attributes.ApproximateReceiveCount),
    ...(mark ? { mark } : {}),
  };
}
