import { createLinkedList, type LinkedList, type ListNode } from "./linked-list.ts";
import type { QueuedMessage } from "./message.ts";
import type { Pick } from "./queue-index.ts";
import { type ReadyOrder, sortInto } from "./ready-order.ts";

type Group = {
  readonly id: string;
  readonly messages: LinkedList<QueuedMessage>;
  inFlight: number;
  /** Its place among the ready groups. */
  readyNode: ListNode<Group> | undefined;
};

/**
 * The order of a FIFO queue. A message in flight holds its group, and so does a delayed first one; other groups are
 * ready. Ready groups take turns, and a receive takes as much as it can of a group before the next.
 * Source: "FIFO queue delivery logic" in the Amazon SQS developer guide.
 */
export function createFifoOrder(): ReadyOrder {
  const groups = new Map<string, Group>();
  const ready = createLinkedList<Group>();
  const nodes = new Map<number, ListNode<QueuedMessage>>();

  function groupOf(id: string): Group {
    let group = groups.get(id);
    if (!group) {
      group = { id, messages: createLinkedList(), inFlight: 0, readyNode: undefined };
      groups.set(id, group);
    }
    return group;
  }

  function refresh(group: Group): void {
    const isReady = group.inFlight === 0 && group.messages.first?.value.phase === "ready";
    if (isReady && !group.readyNode) {
      group.readyNode = ready.push(group);
    } else if (!isReady && group.readyNode) {
      ready.remove(group.readyNode);
      group.readyNode = undefined;
    }
    if (!group.messages.first) groups.delete(group.id);
  }

  return {
    added(message) {
      const group = groupOf(message.group);
      nodes.set(message.seq, group.messages.push(message));
      if (message.phase === "in-flight") group.inFlight++;
      refresh(group);
    },
    removed(message) {
      const group = groupOf(message.group);
      const node = nodes.get(message.seq);
      if (node) group.messages.remove(node);
      nodes.delete(message.seq);
      if (message.phase === "in-flight") group.inFlight--;
      refresh(group);
    },
    changed(message, before) {
      const group = groupOf(message.group);
      if (before === "in-flight") group.inFlight--;
      if (message.phase === "in-flight") group.inFlight++;
      refresh(group);
    },
    pick(max, fate) {
      const pick: Pick = { deliver: [], bury: [], expire: [] };
      for (let at = ready.first; at && pick.deliver.length < max; at = at.next) {
        let node = at.value.messages.first;
        while (node && node.value.phase === "ready" && pick.deliver.length < max) {
          sortInto(pick, node.value, fate(node.value));
          node = node.next;
        }
      }
      return pick;
    },
  };
}
