import type { QueuedMessage } from "./message.ts";

/** Messages ordered by `dueAt`; removal from the middle is O(log n), so deleted messages leave no trace. */
export type DueHeap = {
  readonly size: number;
  peek(): QueuedMessage | undefined;
  /** Adds a message, or moves it after its `dueAt` has changed. */
  put(message: QueuedMessage): void;
  /** Does nothing for a message that is not inside. */
  remove(message: QueuedMessage): void;
};

export function createDueHeap(): DueHeap {
  const items: QueuedMessage[] = [];

  function place(message: QueuedMessage, index: number): void {
    items[index] = message;
    message.heapIndex = index;
  }

  function up(message: QueuedMessage, from: number): void {
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = items[parentIndex];
      if (!parent || parent.dueAt <= message.dueAt) break;
      place(parent, index);
      index = parentIndex;
    }
    place(message, index);
  }

  function down(message: QueuedMessage, from: number): void {
    let index = from;
    for (;;) {
      const left = items[2 * index + 1];
      const right = items[2 * index + 2];
      const child = left && right && right.dueAt < left.dueAt ? right : left;
      if (!child || child.dueAt >= message.dueAt) break;
      const next = child.heapIndex;
      place(child, index);
      index = next;
    }
    place(message, index);
  }

  function settle(message: QueuedMessage, index: number): void {
    const parent = items[(index - 1) >> 1];
    if (index > 0 && parent && parent.dueAt > message.dueAt) up(message, index);
    else down(message, index);
  }

  return {
    get size() {
      return items.length;
    },
    peek: () => items[0],
    put(message) {
      if (message.heapIndex < 0) {
        items.push(message);
        up(message, items.length - 1);
      } else {
        settle(message, message.heapIndex);
      }
    },
    remove(message) {
      const index = message.heapIndex;
      if (index < 0) return;
      message.heapIndex = -1;
      const last = items.pop();
      if (last && last !== message) settle(last, index);
    },
  };
}
