import { receiptHandleIsInvalid } from "../errors.ts";
import type { QueuedMessage } from "../memory/message.ts";
import { bringUpToDate } from "../queues/bring-up-to-date.ts";
import { type Core, type Queue, queueNamed } from "../queues/queue.ts";
import { decodeReceiptHandle } from "./receipt-handle.ts";

/** What is left to do in memory once a change stands in the store. */
export type AfterCommit = () => void;

/**
 * Runs `work` as one transaction on an up-to-date queue. What it passes to `then` is done in memory after the commit,
 * in the same order. `now`: epoch ms. @throws AwsError QueueDoesNotExist
 */
export function changeQueue<T>(
  core: Core,
  queueName: string,
  work: (queue: Queue, now: number, then: (after: AfterCommit | undefined) => void) => T,
): T {
  const queue = queueNamed(core, queueName);
  const now = core.clock.now();
  bringUpToDate(core, queue, now);
  const changes: AfterCommit[] = [];
  const result = core.store.transaction(() => work(queue, now, (after) => after && changes.push(after)));
  for (const apply of changes) apply();
  if (changes.length > 0) core.wake(queue);
  return result;
}

/**
 * The message of a handle, and whether the handle is from its latest receive; undefined when it is gone.
 * @throws AwsError ReceiptHandleIsInvalid
 */
export function messageBehind(queue: Queue, handle: string): { message: QueuedMessage; latest: boolean } | undefined {
  const receipt = decodeReceiptHandle(handle);
  if (receipt?.queueId !== queue.kept.id) throw receiptHandleIsInvalid(handle);
  const message = queue.index.get(receipt.seq);
  return message && { message, latest: message.receiveCount === receipt.receiveCount };
}
