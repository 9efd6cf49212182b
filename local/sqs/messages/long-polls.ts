import type { LocalClock } from "../../clock.ts";
import { createLinkedList, type LinkedList, type ListNode } from "../memory/linked-list.ts";
import type { Queue } from "../queues/queue.ts";
import type { ReceivedMessage } from "./receive.ts";

/** A receive that may wait. Times are milliseconds. */
export type Poll = { max: number; visibilityMs: number; waitMs: number; signal?: AbortSignal | undefined };

export type LongPolls = {
  /**
   * Hands out what is ready, else waits for it up to `waitMs`; empty when nothing came or the signal fired.
   * Polls of a queue are served in the order of their arrival.
   */
  receive(queue: Queue, poll: Poll): Promise<ReceivedMessage[]>;
  /** Serves the polls of a queue soon, if messages may have become ready. */
  wake(queue: Queue): void;
  /** Ends the polls of a queue with nothing. */
  end(queue: Queue): void;
  /** Serves all queues now: time has moved. */
  wakeAll(): void;
  endAll(): void;
};

type Waiter = { poll: Poll; deadline: number; settle(messages: ReceivedMessage[]): void; fail(error: unknown): void };
type Line = {
  waiters: LinkedList<Waiter>;
  timer: NodeJS.Timeout | undefined;
  immediate: NodeJS.Immediate | undefined;
};

/** The longest time that setTimeout takes. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Long polls over `take`, which hands out at once what is ready. */
export function createLongPolls(
  clock: LocalClock,
  take: (queue: Queue, max: number, visibilityMs: number) => ReceivedMessage[],
): LongPolls {
  const lines = new Map<Queue, Line>();

  function lineOf(queue: Queue): Line {
    let line = lines.get(queue);
    if (!line) {
      line = { waiters: createLinkedList(), timer: undefined, immediate: undefined };
      lines.set(queue, line);
    }
    return line;
  }

  function serve(queue: Queue, line: Line): void {
    if (line.immediate) clearImmediate(line.immediate);
    line.immediate = undefined;
    let mayHaveMore = true;
    for (let node = line.waiters.first; node && mayHaveMore; node = line.waiters.first) {
      const waiter = node.value;
      try {
        const messages = take(queue, waiter.poll.max, waiter.poll.visibilityMs);
        mayHaveMore = messages.length > 0;
        if (mayHaveMore) waiter.settle(messages);
      } catch (error) {
        waiter.fail(error);
      }
    }
    giveUpLate(line);
    arm(queue, line);
  }

  function giveUpLate(line: Line): void {
    const now = clock.now();
    for (let node = line.waiters.first; node; ) {
      const { next, value } = node;
      if (value.deadline <= now) value.settle([]);
      node = next;
    }
  }

  /** The timer of a line rings when the next hidden message becomes ready, or the next poll has waited enough. */
  function arm(queue: Queue, line: Line): void {
    clearTimeout(line.timer);
    line.timer = undefined;
    if (!line.waiters.first) return;
    let at = queue.index.nextDue() ?? Number.POSITIVE_INFINITY;
    let node: ListNode<Waiter> | undefined = line.waiters.first;
    for (; node; node = node.next) at = Math.min(at, node.value.deadline);
    const delay = Math.min(Math.max(1, at - clock.now()), MAX_TIMEOUT_MS);
    line.timer = setTimeout(() => serve(queue, line), delay);
    line.timer.unref();
  }

  function wait(queue: Queue, line: Line, poll: Poll): Promise<ReceivedMessage[]> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        line.waiters.remove(node);
        poll.signal?.removeEventListener("abort", abort);
      };
      const waiter: Waiter = {
        poll,
        deadline: clock.now() + poll.waitMs,
        settle: (messages) => {
          leave();
          resolve(messages);
        },
        fail: (error) => {
          leave();
          reject(error);
        },
      };
      const abort = () => waiter.settle([]);
      const node = line.waiters.push(waiter);
      poll.signal?.addEventListener("abort", abort, { once: true });
      arm(queue, line);
    });
  }

  function end(queue: Queue, line: Line): void {
    if (line.immediate) clearImmediate(line.immediate);
    for (let node = line.waiters.first; node; node = line.waiters.first) node.value.settle([]);
    clearTimeout(line.timer);
    lines.delete(queue);
  }

  return {
    async receive(queue, poll) {
      if (poll.signal?.aborted) return [];
      const line = lineOf(queue);
      if (line.waiters.first) serve(queue, line);
      const messages = take(queue, poll.max, poll.visibilityMs);
      if (messages.length > 0 || poll.waitMs <= 0) return messages;
      return wait(queue, line, poll);
    },
    wake(queue) {
      const line = lines.get(queue);
      if (line?.waiters.first && !line.immediate) line.immediate = setImmediate(() => serve(queue, line));
    },
    end(queue) {
      const line = lines.get(queue);
      if (line) end(queue, line);
    },
    wakeAll() {
      for (const [queue, line] of lines) serve(queue, line);
    },
    endAll() {
      for (const [queue, line] of lines) end(queue, line);
    },
  };
}
