import type { LinkedList, ListNode } from "../memory/linked-list.ts";
import type { ReceivedMessage } from "../messages/hand-out.ts";

/** A receive that may wait. Times are milliseconds. */
export type Poll = { max: number; visibilityMs: number; waitMs: number; signal?: AbortSignal | undefined };

/** A poll that waits for messages until `deadline` (epoch ms). */
export type Waiter = {
  readonly poll: Poll;
  readonly deadline: number;
  /** Ends the wait with messages, or with an empty list; the waiter leaves its list. */
  settle(messages: ReceivedMessage[]): void;
  fail(error: unknown): void;
};

/** Waits behind the others of `waiters`; empty when the poll's signal fires. */
export function waitIn(waiters: LinkedList<Waiter>, poll: Poll, deadline: number): Promise<ReceivedMessage[]> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      waiters.remove(node);
      poll.signal?.removeEventListener("abort", abort);
    };
    const waiter: Waiter = {
      poll,
      deadline,
      settle(messages) {
        leave();
        resolve(messages);
      },
      fail(error) {
        leave();
        reject(error);
      },
    };
    const abort = () => waiter.settle([]);
    const node: ListNode<Waiter> = waiters.push(waiter);
    poll.signal?.addEventListener("abort", abort, { once: true });
  });
}
