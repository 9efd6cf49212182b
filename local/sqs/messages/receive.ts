import type { QueuedMessage } from "../memory/message.ts";
import type { Fate } from "../memory/queue-index.ts";
import { bringUpToDate, isExpired } from "../queues/bring-up-to-date.ts";
import type { Core, Queue } from "../queues/queue.ts";
import { handOut, type ReceivedMessage } from "./hand-out.ts";
import { moveMessage } from "./move.ts";

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
