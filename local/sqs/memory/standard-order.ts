import { createLinkedList, type ListNode } from "./linked-list.ts";
import type { QueuedMessage } from "./message.ts";
import type { Pick } from "./queue-index.ts";
import { type ReadyOrder, sortInto } from "./ready-order.ts";

/** The order of a standard queue: first ready, first out; what returns stands at the end. */
export function createStandardOrder(): ReadyOrder {
  const ready = createLinkedList<QueuedMessage>();
  const nodes = new Map<number, ListNode<QueuedMessage>>();

  function leave(message: QueuedMessage): void {
    const node = nodes.get(message.seq);
    if (!node) return;
    ready.remove(node);
    nodes.delete(message.seq);
  }

  function enter(message: QueuedMessage): void {
    nodes.set(message.seq, ready.push(message));
  }

  return {
    added(message) {
      if (message.phase === "ready") enter(message);
    },
    removed: leave,
    changed(message) {
      leave(message);
      if (message.phase === "ready") enter(message);
    },
    pick(max, fate) {
      const pick: Pick = { deliver: [], bury: [], expire: [] };
      for (let at = ready.first; at && pick.deliver.length < max; at = at.next) {
        sortInto(pick, at.value, fate(at.value));
      }
      return pick;
    },
  };
}
