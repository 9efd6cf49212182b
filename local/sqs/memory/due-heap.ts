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
  return {
    get size() {
      return items.length;
    },
    peek: () => items[0],
    put(message) {
      if (message.heapIndex < 0) {
        items.push(message);
        up(items, message, items.length - 1);
      } else {
        settle(items, message, message.heapIndex);
      }
    },
    remove(message) {
      const index = message.heapIndex;
      if (index < 0) return;
      message.heapIndex = -1;
      const last = items.pop();
      if (last && last !== message) settle(items, last, index);
    },
  };
}

function place(items: QueuedMessage[], message: QueuedMessage, index: number): void {
  items[index] = message;
  message.heapIndex = index;
}

/** Places a message at `index`, or further up where its parents are due later. */
function up(items: QueuedMessage[], message: QueuedMessage, from: number): void {
  let index = from;
  while (index > 0) {
    const parentIndex = (index - 1) >> 1;
    const parent = items[parentIndex];
    if (!parent || parent.dueAt <= message.dueAt) break;
    place(items, parent, index);
    index = parentIndex;
  }
  place(items, message, index);
}

/** Places a message at `index`, or further down where a child is due sooner. */
function down(items: QueuedMessage[], message: QueuedMessage, from: number): void {
  let index = from;
  for (;;) {
    const left = items[2 * index + 1];
    const right = items[2 * index + 2];
    const child = left && right && right.dueAt < left.dueAt ? right : left;
    if (!child || child.dueAt >= message.dueAt) break;
    const next = child.heapIndex;
    place(items, child, index);
    index = next;
  }
  place(items, message, index);
}

function settle(items: QueuedMessage[], message: QueuedMessage, index: number): void {
  const parent = items[(index - 1) >> 1];
  if (index > 0 && parent && parent.dueAt > message.dueAt) up(items, message, index);
  else down(items, message, index);
}
