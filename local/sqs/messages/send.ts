import type { OutgoingEntry, OutgoingMessage } from "../api/schemas.ts";
import { batchRequestTooLong } from "../errors.ts";
import type { QueuedMessage } from "../memory/message.ts";
import { MAX_MESSAGE_BYTES } from "../queues/attributes.ts";
import { type Core, type Queue, queueNamed } from "../queues/queue.ts";
import { type BatchResult, checkEntries, eachEntry } from "./batch.ts";
import { checkMessage, sizeOf } from "./checks.ts";
import { md5OfAttributes, md5OfText } from "./checksums.ts";
import { keepMessage, type Send } from "./keep.ts";
import { sequenceNumber } from "./sequence-number.ts";

/** What a send answers; a duplicate within five minutes answers with id and number of the first send. */
export type SentMessage = {
  MessageId: string;
  MD5OfMessageBody: string;
  MD5OfMessageAttributes?: string;
  MD5OfMessageSystemAttributes?: string;
  /** FIFO queues only. */
  SequenceNumber?: string;
};

export type Sending = {
  /**
   * `traceHeader`: of the request; kept with a message that brings none of its own.
   * @throws AwsError for what SQS would refuse
   */
  sendMessage(queueName: string, message: OutgoingMessage, traceHeader?: string): SentMessage;
  /** Up to ten messages in one transaction. @throws AwsError for what fails the whole batch */
  sendMessageBatch(
    queueName: string,
    entries: readonly OutgoingEntry[],
    traceHeader?: string,
  ): BatchResult<SentMessage & { Id: string }>;
};

/** Sends to queues of `core`. */
export function createSending(core: Core): Sending {
  const { store, clock } = core;

  function send(
    { queue, now, traceHeader }: Pick<Send, "queue" | "now" | "traceHeader">,
    message: OutgoingMessage,
    fresh: QueuedMessage[],
  ): SentMessage {
    checkMessage(queue, message);
    const bodyMd5 = md5OfText(message.MessageBody);
    const { messageId, seq } = keepMessage(core, { queue, message, bodyMd5, now, traceHeader }, fresh);
    const sent: SentMessage = { MessageId: messageId, MD5OfMessageBody: bodyMd5 };
    const attributesMd5 = message.MessageAttributes && md5OfAttributes(message.MessageAttributes);
    if (attributesMd5) sent.MD5OfMessageAttributes = attributesMd5;
    const systemMd5 = message.MessageSystemAttributes && md5OfAttributes(message.MessageSystemAttributes);
    if (systemMd5) sent.MD5OfMessageSystemAttributes = systemMd5;
    if (queue.fifo) sent.SequenceNumber = sequenceNumber(seq);
    return sent;
  }

  function inTransaction<T>(queue: Queue, work: (now: number, fresh: QueuedMessage[]) => T): T {
    const fresh: QueuedMessage[] = [];
    const result = store.transaction(() => work(clock.now(), fresh));
    for (const message of fresh) queue.index.add(message);
    if (fresh.length > 0) core.wake(queue);
    return result;
  }

  return {
    sendMessage(queueName, message, traceHeader) {
      const queue = queueNamed(core, queueName);
      return inTransaction(queue, (now, fresh) => send({ queue, now, traceHeader }, message, fresh));
    },
    sendMessageBatch(queueName, entries, traceHeader) {
      const queue = queueNamed(core, queueName);
      checkEntries(entries, "SendMessageBatchRequestEntry");
      const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
      if (size > MAX_MESSAGE_BYTES) throw batchRequestTooLong(MAX_MESSAGE_BYTES, size);
      return inTransaction(queue, (now, fresh) =>
        eachEntry(entries, (entry) => ({ Id: entry.Id, ...send({ queue, now, traceHeader }, entry, fresh) })),
      );
    },
  };
}
