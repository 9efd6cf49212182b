import type { LocalClock } from "../../clock.ts";
import { createLinkedList, type LinkedList, type ListNode } from "../memory/linked-list.ts";
import type { ReceivedMessage } from "../messages/hand-out.ts";
import { type Poll, type Waiter, waitIn } from "./waiter.ts";

/** The polls of one queue that wait, in the order of their arrival. */
export type Line = {
  readonly isEmpty: boolean;
  /** Waits behind the others; empty when nothing came within `waitMs` or the signal fired. */
  wait(poll: Poll): Promise<ReceivedMessage[]>;
  /** Hands out what is ready, and ends the polls that have waited enough. */
  serve(): void;
  /** The same in the next turn of the event loop, once for all calls of this turn. */
  serveSoon(): void;
  /** Ends all polls with nothing. */
  end(): void;
};

/** The longest time that setTimeout takes. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** `take` hands out at once what is ready; `nextDue` tells when the next hidden message becomes ready (epoch ms). */
export function createLine(options: {
  clock: Pick<LocalClock, "now">;
  take(poll: Poll): ReceivedMessage[];
  nextDue(): number | undefined;
}): Line {
  const { clock, take, nextDue } = options;
  const waiters = createLinkedList<Waiter>();
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;

  function serve(): void {
    clearImmediate(immediate);
    immediate = undefined;
    let mayHaveMore = true;
    for (let node = waiters.first; node && mayHaveMore; node = waiters.first) {
      const waiter = node.value;
      try {
        const messages = take(waiter.poll);
        mayHaveMore = messages.length > 0;
        if (mayHaveMore) waiter.settle(messages);
      } catch (error) {
        waiter.fail(error);
      }
    }
    giveUpLate(waiters, clock.now());
    arm();
  }

  /** The timer rings when the next hidden message becomes ready, or the next poll has waited enough. */
  function arm(): void {
    clearTimeout(timer);
    timer = undefined;
    if (!waiters.first) return;
    const at = Math.min(nextDue() ?? Number.POSITIVE_INFINITY, nextDeadline(waiters));
    timer = setTimeout(serve, Math.min(Math.max(1, at - clock.now()), MAX_TIMEOUT_MS)).unref();
  }

  return {
    get isEmpty() {
      return waiters.first === undefined;
    },
    wait(poll) {
      const messages = waitIn(waiters, poll, clock.now() + poll.waitMs);
      arm();
      return messages;
    },
    serve,
    serveSoon() {
      if (waiters.first) immediate ??= setImmediate(serve);
    },
    end() {
      clearImmediate(immediate);
      for (let node = waiters.first; node; node = waiters.first) node.value.settle([]);
      clearTimeout(timer);
    },
  };
}

/** Ends the polls that have waited enough at `now` (epoch ms). */
function giveUpLate(waiters: LinkedList<Waiter>, now: number): void {
  for (let node = waiters.first; node; ) {
    const { next, value } = node;
    if (value.deadline <= now) value.settle([]);
    node = next;
  }
}

function nextDeadline(waiters: LinkedList<Waiter>): number {
  let at = Number.POSITIVE_INFINITY;
  let node: ListNode<Waiter> | undefined = waiters.first;
  for (; node; node = node.next) at = Math.min(at, node.value.deadline);
  return at;
}
