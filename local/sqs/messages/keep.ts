import { randomUUID } from "node:crypto";
import type { OutgoingMessage } from "../api/schemas.ts";
import { aQueuedMessage, type QueuedMessage } from "../memory/message.ts";
import type { Core, Queue } from "../queues/queue.ts";
import type { FirstSend } from "../store/deduplications.ts";
import { deduplicationIdOf } from "./checks.ts";

/** A message that is sent: checked, its body's MD5 known. `now`: epoch ms. */
export type Send = {
  queue: Queue;
  message: OutgoingMessage;
  bodyMd5: string;
  now: number;
  /** Of the request. */
  traceHeader: string | undefined;
};

/**
 * Keeps one message inside a transaction of the caller, unless it is a duplicate: then the first send is returned, and
 * nothing is kept. A message that was kept is added to `fresh`, which the caller adds to the index after the commit.
 */
export function keepMessage(
  { store, strays }: Pick<Core, "store" | "strays">,
  send: Send,
  fresh: QueuedMessage[],
): FirstSend {
  const { queue, message, bodyMd5, now, traceHeader } = send;
  const seq = store.nextSeq();
  const messageId = randomUUID();
  const group = message.MessageGroupId ?? "";
  const deduplicationId = queue.fifo ? deduplicationIdOf(message) : "";
  if (queue.fifo) {
    const key = queue.settings.deduplicationPerGroup ? `${group}\n${deduplicationId}` : deduplicationId;
    const first = store.deduplications.claim(queue.kept.id, key, { messageId, seq }, now);
    if (first) return first;
  }
  const late = !queue.fifo && strays() ? LATE_MS : 0;
  const availableAt = now + delayMsOf(queue, message) + late;
  store.messages.insert({
    seq,
    queueId: queue.kept.id,
    messageId,
    group,
    deduplicationId,
    sentAt: now,
    availableAt,
    bodyMd5,
    traceHeader: message.MessageSystemAttributes?.AWSTraceHeader?.StringValue ?? traceHeader,
    deadLetterSource: undefined,
    attributes: message.MessageAttributes && JSON.stringify(message.MessageAttributes),
    body: message.MessageBody,
  });
  fresh.push(aQueuedMessage({ seq, group, sentAt: now, availableAt, now }));
  return { messageId, seq };
}

/** Others overtake a message that comes late. */
const LATE_MS = 300;

/** FIFO queues have one delay for all messages. */
function delayMsOf({ fifo, settings }: Queue, { DelaySeconds }: OutgoingMessage): number {
  return DelaySeconds === undefined || fifo ? settings.delayMs : DelaySeconds * 1000;
}
