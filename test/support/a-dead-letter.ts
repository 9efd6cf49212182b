import type { DeadLetter } from "../../shared/dead-letters/domain/letter.ts";
import type { LaneMessage } from "../../shared/dead-letters/domain/message.ts";
import { NOON } from "./builders.ts";

export const INBOUND_ARN = "arn:aws:sqs:us-east-1:000000000000:inbound.fifo";

/** The open row of a record that could not be read. */
export function aDeadLetter(changes: Partial<DeadLetter> = {}): DeadLetter {
  return {
    id: "0123456789abcdef0123456789abcdef",
    lane: "inbound",
    state: "open",
    reason: { code: "unreadable", detail: "the record's body is not JSON" },
    appId: "wx_app_1",
    queueArn: INBOUND_ARN,
    group: "wx_app_1",
    deduplicationId: "d1",
    round: 0,
    failures: 1,
    receiveCount: 1,
    sentAt: NOON - 1000,
    firstAt: NOON,
    lastAt: NOON,
    bodyBytes: 1,
    revision: 1,
    ...changes,
  };
}

/** A message of the inbound lane that failed. */
export function aLaneMessage(changes: Partial<LaneMessage> = {}): LaneMessage {
  return {
    lane: "inbound",
    body: '{"appId":"wx_app_1","id":"e1"}',
    queueArn: INBOUND_ARN,
    group: "wx_app_1",
    deduplicationId: "d1",
    sentAt: NOON - 1000,
    receiveCount: 1,
    ...changes,
  };
}
