import { randomUUID } from "node:crypto";
import { aQueuedMessage, type QueuedMessage } from "../memory/message.ts";
import type { Core, Queue } from "../queues/queue.ts";

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
