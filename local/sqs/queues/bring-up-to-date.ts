import type { QueuedMessage } from "../memory/message.ts";
import type { Core, Queue } from "./queue.ts";

/** How often messages past their retention are removed, in milliseconds. */
const SWEEP_MS = 60_000;

/** Whether a message is past the retention of its queue. */
export const isExpired = (queue: Queue, message: QueuedMessage, now: number): boolean =>
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
