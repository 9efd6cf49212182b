/** A place in a list; `next` leads on. */
export type ListNode<T> = {
  readonly value: T;
  previous: ListNode<T> | undefined;
  next: ListNode<T> | undefined;
};

/** A doubly linked list: both ends and removal anywhere in constant time. */
export type LinkedList<T> = {
  readonly first: ListNode<T> | undefined;
  push(value: T): ListNode<T>;
  /** The node must be in this list. */
  remove(node: ListNode<T>): void;
};

export function createLinkedList<T>(): LinkedList<T> {
  let first: ListNode<T> | undefined;
  let last: ListNode<T> | undefined;
  return {
    get first() {
      return first;
    },
    push(value) {
      const node: ListNode<T> = { value, previous: last, next: undefined };
      if (last) last.next = node;
      else first = node;
      last = node;
      return node;
    },
    remove(node) {
      if (node.previous) node.previous.next = node.next;
      else first = node.next;
      if (node.next) node.next.previous = node.previous;
      else last = node.previous;
      node.previous = undefined;
      node.next = undefined;
    },
  };
}
