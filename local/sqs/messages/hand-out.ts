import { type MessageAttributes, storedMessageAttributes } from "../api/schemas.ts";
import type { Queue } from "../queues/queue.ts";
import type { StoredMessage } from "../store/messages.ts";
import type { StoredReceipt } from "../store/receipts.ts";
import { md5OfAttributes } from "./checksums.ts";
import { encodeReceiptHandle } from "./receipt-handle.ts";
import { sequenceNumber } from "./sequence-number.ts";

/** The account that SenderId names. */
const SENDER_ID = "000000000000";

/** A message as a receive hands it out, with all its attributes; the names are those of the SQS API. */
export type ReceivedMessage = {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  /**
   * SenderId, SentTimestamp, ApproximateReceiveCount, ApproximateFirstReceiveTimestamp; MessageGroupId,
   * MessageDeduplicationId, SequenceNumber, AWSTraceHeader where there are any. Times are epoch milliseconds.
   */
  Attributes: Record<string, string>;
  MessageAttributes: MessageAttributes;
  MD5OfMessageAttributes?: string;
  /** Name of the queue whose redrive policy moved the message here. */
  deadLetterSource?: string;
};

/** A message as the receive `receipt` hands it out. */
export function handOut(
  queue: Queue,
  stored: StoredMessage,
  receipt: Pick<StoredReceipt, "receiveCount" | "firstReceivedAt">,
): ReceivedMessage {
  const attributes: Record<string, string> = {
    SenderId: SENDER_ID,
    SentTimestamp: String(stored.sentAt),
    ApproximateReceiveCount: String(receipt.receiveCount),
    ApproximateFirstReceiveTimestamp: String(receipt.firstReceivedAt),
  };
  if (stored.group) attributes.MessageGroupId = stored.group;
  if (queue.fifo) {
    attributes.MessageDeduplicationId = stored.deduplicationId;
    attributes.SequenceNumber = sequenceNumber(stored.seq);
  }
  if (stored.traceHeader) attributes.AWSTraceHeader = stored.traceHeader;
  const received: ReceivedMessage = {
    MessageId: stored.messageId,
    ReceiptHandle: encodeReceiptHandle({ queueId: queue.kept.id, seq: stored.seq, receiveCount: receipt.receiveCount }),
    Body: stored.body,
    MD5OfBody: stored.bodyMd5,
    Attributes: attributes,
    MessageAttributes: {},
  };
  if (stored.attributes) {
    received.MessageAttributes = storedMessageAttributes.parse(JSON.parse(stored.attributes));
    const md5 = md5OfAttributes(received.MessageAttributes);
    if (md5) received.MD5OfMessageAttributes = md5;
  }
  if (stored.deadLetterSource) received.deadLetterSource = stored.deadLetterSource;
  return received;
}
