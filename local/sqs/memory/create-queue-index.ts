import { createDueHeap } from "./due-heap.ts";
import { createFifoOrder } from "./fifo-order.ts";
import type { MessagePhase, QueuedMessage } from "./message.ts";
import type { QueueIndex } from "./queue-index.ts";
import { createStandardOrder } from "./standard-order.ts";

/** An empty index for a FIFO or a standard queue. */
export function createQueueIndex(fifo: boolean): QueueIndex {
  const order = fifo ? createFifoOrder() : createStandardOrder();
  const bySeq = new Map<number, QueuedMessage>();
  const due = createDueHeap();
  let inFlight = 0;

  function move(message: QueuedMessage, phase: MessagePhase, dueAt: number): void {
    const before = message.phase;
    message.phase = phase;
    message.dueAt = dueAt;
    if (phase === "ready") due.remove(message);
    else due.put(message);
    if (before === "in-flight") inFlight--;
    if (phase === "in-flight") inFlight++;
    order.changed(message, before);
  }

  return {
    get size() {
      return bySeq.size;
    },
    get inFlight() {
      return inFlight;
    },
    get: (seq) => bySeq.get(seq),
    messages: () => bySeq.values(),
    add(message) {
      bySeq.set(message.seq, message);
      if (message.phase !== "ready") due.put(message);
      if (message.phase === "in-flight") inFlight++;
      order.added(message);
    },
    remove(message) {
      if (!bySeq.delete(message.seq)) return;
      due.remove(message);
      if (message.phase === "in-flight") inFlight--;
      order.removed(message);
    },
    hide: (message, dueAt) => move(message, "in-flight", dueAt),
    show: (message) => move(message, "ready", 0),
    delay: (message, dueAt) => move(message, "delayed", dueAt),
    settle(now) {
      for (let message = due.peek(); message && message.dueAt <= now; message = due.peek()) move(message, "ready", 0);
    },
    pick: order.pick,
    nextDue: () => due.peek()?.dueAt,
  };
}
