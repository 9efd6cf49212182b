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
import { createTogether, keepInMemory, type SendWork } from "./together.ts";

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

/** The same, for callers that may wait: those of one turn of the event loop share a transaction. */
export type SendingTogether = {
  together: {
    sendMessage(...given: Parameters<Sending["sendMessage"]>): Promise<ReturnType<Sending["sendMessage"]>>;
    sendMessageBatch(
      ...given: Parameters<Sending["sendMessageBatch"]>
    ): Promise<ReturnType<Sending["sendMessageBatch"]>>;
  };
};

/** Sends to queues of `core`; `flush` does at once what waits to be sent together. */
export function createSending(core: Core): { sending: Sending & SendingTogether; flush(): void } {
  const { store, clock } = core;
  const together = createTogether(core);

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

  function inTransaction<T>(queue: Queue, work: SendWork<T>): T {
    const fresh: QueuedMessage[] = [];
    const result = store.transaction(() => work(clock.now(), fresh));
    keepInMemory(core, [{ queue, fresh }]);
    return result;
  }

  function one(queue: Queue, message: OutgoingMessage, traceHeader?: string): SendWork<SentMessage> {
    return (now, fresh) => send({ queue, now, traceHeader }, message, fresh);
  }

  function batch(
    queue: Queue,
    entries: readonly OutgoingEntry[],
    traceHeader?: string,
  ): SendWork<BatchResult<SentMessage & { Id: string }>> {
    checkEntries(entries, "SendMessageBatchRequestEntry");
    const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (size > MAX_MESSAGE_BYTES) throw batchRequestTooLong(MAX_MESSAGE_BYTES, size);
    return (now, fresh) =>
      eachEntry(entries, (entry) => ({ Id: entry.Id, ...send({ queue, now, traceHeader }, entry, fresh) }));
  }

  return {
    flush: together.flush,
    sending: {
      sendMessage(queueName, message, traceHeader) {
        const queue = queueNamed(core, queueName);
        return inTransaction(queue, one(queue, message, traceHeader));
      },
      sendMessageBatch(queueName, entries, traceHeader) {
        const queue = queueNamed(core, queueName);
        return inTransaction(queue, batch(queue, entries, traceHeader));
      },
      together: {
        async sendMessage(queueName, message, traceHeader) {
          const queue = queueNamed(core, queueName);
          return together.add(queue, one(queue, message, traceHeader));
        },
        async sendMessageBatch(queueName, entries, traceHeader) {
          const queue = queueNamed(core, queueName);
          return together.add(queue, batch(queue, entries, traceHeader));
        },
      },
    },
  };
}
