import { sha256Hex } from "../../kernel/domain/ids.ts";
import { namedInBody } from "./named-in-body.ts";

/** A message as it lies in a lane, or in the dead-letter queue behind it. Times in epoch ms. */
export type LaneMessage = {
  /** The lane's name, or `failures`. */
  readonly lane: string;
  readonly body: string;
  /** The ARN of the queue to which it may be put back; absent where no queue takes it. */
  readonly queueArn?: string;
  readonly group?: string;
  /** Only messages of FIFO queues have one. */
  readonly deduplicationId?: string;
  readonly sentAt: number;
  readonly receiveCount: number;
  /** The mark of a message that an operator put back. */
  readonly mark?: Mark;
};

/** Of a message that was put back: the row that it came from, and how often its row has been put back. */
export type Mark = { readonly id: string; readonly round: number };

/** The name of the message attribute that holds a mark. */
export const MARK = "DeadLetter";

export const writeMark = ({ id, round }: Mark): string => `${id}.${round}`;

/** Undefined for what is no mark. */
export function readMark(text: string | undefined): Mark | undefined {
  const parts = /^([0-9a-f]{32})\.(\d{1,6})$/.exec(text ?? "");
  return parts ? { id: parts[1] ?? "", round: Number(parts[2]) } : undefined;
}

/**
 * The id of a message's row. SQS gives a message a new id when it moves, so the body makes it: bodies of FIFO lanes carry
 * an id of their own. Equal bodies of a standard queue are told apart by the time at which they were sent, which they
 * keep in the dead-letter queue.
 */
export function rowIdOf({ lane, body, group = "", deduplicationId, sentAt, mark }: LaneMessage): string {
  if (mark) return mark.id;
  const parts = deduplicationId === undefined ? [lane, String(sentAt), body] : [lane, group, body];
  return sha256Hex(...parts).slice(0, 32);
}

/** Who a message counts for: the account that its body names, else its group, else its lane. */
export function ownerOf(message: LaneMessage): string {
  return namedInBody(message.body).appId ?? message.group ?? message.lane;
}
