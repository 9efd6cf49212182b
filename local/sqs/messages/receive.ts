import { randomUUID } from "node:crypto";
import { type MessageAttributes, storedMessageAttributes } from "../api/schemas.ts";
import { aQueuedMessage, type QueuedMessage } from "../memory/message.ts";
import type { Fate } from "../memory/queue-index.ts";
import type { Core, Queue } from "../queues/queue.ts";
import type { StoredMessage } from "../store/messages.ts";
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

/** How often messages past their retention are removed, in milliseconds. */
const SWEEP_MS = 60_000;

const isExpired = (queue: Queue, message: QueuedMessage, now: number) =>
  message.sentAt + queue.settings.retentionMs <= now;

/** Brings a queue to the present: what is due becomes ready, and what is past its retention goes. */
export function bringUpToDate(core: Core, queue: Queue, now: number): void {
  queue.index.settle(now);
  if (now < queue.sweepAt) return;
  queue.sweepAt = now + SWEEP_MS;
  const expired = [...queue.index.messages()].filter((message) => isExpired(queue, message, now));
  if (expired.length === 0) return;
  core.store.transaction(() => {
    for (const message of expired) core.store.messages.remove(message.seq);
  });
  for (const message of expired) queue.index.remove(message);
}

/**
 * Hands out up to `max` messages that are ready now and hides them for `visibilityMs`. Messages that were received
 * as often as the redrive policy allows go to the dead-letter queue instead.
 */
export function receiveReady(core: Core, queue: Queue, max: number, visibilityMs: number): ReceivedMessage[] {
  const { store, clock, queues } = core;
  const now = clock.now();
  bringUpToDate(core, queue, now);
  const { redrive } = queue.settings;
  const deadLetters = redrive && queues.get(redrive.queueName);
  const fate = (message: QueuedMessage): Fate => {
    if (isExpired(queue, message, now)) return "expire";
    return redrive && deadLetters && message.receiveCount >= redrive.maxReceiveCount ? "bury" : "deliver";
  };
  const pick = queue.index.pick(max, fate);
  if (pick.deliver.length + pick.bury.length + pick.expire.length === 0) return [];

  const buried: QueuedMessage[] = [];
  const visibleAt = now + visibilityMs;
  const received = store.transaction(() => {
    for (const message of pick.expire) store.messages.remove(message.seq);
    for (const message of deadLetters ? pick.bury : []) {
      if (deadLetters) buried.push(moveMessage(core, message, deadLetters, now, queue.kept.name));
    }
    return pick.deliver.map((message) => {
      const next = {
        receiveCount: message.receiveCount + 1,
        firstReceivedAt: message.firstReceivedAt || now,
        lastReceivedAt: now,
      };
      store.messages.saveReceipt(message.seq, next, visibleAt);
      return handOut(queue, store.messages.read(message.seq), next);
    });
  });

  for (const message of pick.expire) queue.index.remove(message);
  for (const message of pick.bury) queue.index.remove(message);
  for (const message of pick.deliver) {
    message.receiveCount++;
    message.firstReceivedAt ||= now;
    message.lastReceivedAt = now;
    queue.index.hide(message, visibleAt);
    if (visibilityMs === 0) queue.index.show(message);
  }
  if (deadLetters && buried.length > 0) {
    for (const message of buried) deadLetters.index.add(message);
    core.wake(deadLetters);
  }
  return received;
}

/**
 * Moves a message to the end of another queue, inside a transaction of the caller, who then changes the indexes.
 * It gets a new message id and keeps body, attributes, group and deduplication id; it is never taken for a duplicate.
 * Its age goes on, except on FIFO queues. Source: "dead-letter queues" in the Amazon SQS developer guide.
 */
export function moveMessage(
  core: Core,
  message: QueuedMessage,
  target: Queue,
  now: number,
  deadLetterSource: string | undefined,
): QueuedMessage {
  const seq = core.store.nextSeq();
  const sentAt = target.fifo ? now : message.sentAt;
  const messageId = randomUUID();
  core.store.messages.move({
    from: message.seq,
    to: seq,
    queueId: target.kept.id,
    messageId,
    sentAt,
    deadLetterSource,
  });
  return aQueuedMessage({ seq, group: message.group, sentAt, availableAt: sentAt, now });
}

type Receipt = Pick<QueuedMessage, "receiveCount" | "firstReceivedAt">;

function handOut(queue: Queue, stored: StoredMessage, receipt: Receipt): ReceivedMessage {
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
