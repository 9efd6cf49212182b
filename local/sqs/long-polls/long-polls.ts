import type { LocalClock } from "../../clock.ts";
import type { ReceivedMessage } from "../messages/hand-out.ts";
import type { Queue } from "../queues/queue.ts";
import { createLine, type Line } from "./line.ts";
import type { Poll } from "./waiter.ts";

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

/** Long polls over `take`, which hands out at once what is ready. */
export function createLongPolls(
  clock: LocalClock,
  take: (queue: Queue, max: number, visibilityMs: number) => ReceivedMessage[],
): LongPolls {
  const lines = new Map<Queue, Line>();

  function lineOf(queue: Queue): Line {
    const known = lines.get(queue);
    if (known) return known;
    const line = createLine({
      clock,
      take: ({ max, visibilityMs }) => take(queue, max, visibilityMs),
      nextDue: queue.index.nextDue,
    });
    lines.set(queue, line);
    return line;
  }

  function end(queue: Queue): void {
    lines.get(queue)?.end();
    lines.delete(queue);
  }

  return {
    async receive(queue, poll) {
      if (poll.signal?.aborted) return [];
      const line = lineOf(queue);
      if (!line.isEmpty) line.serve();
      const messages = take(queue, poll.max, poll.visibilityMs);
      if (messages.length > 0 || poll.waitMs <= 0) return messages;
      return line.wait(poll);
    },
    wake: (queue) => lines.get(queue)?.serveSoon(),
    end,
    wakeAll() {
      for (const line of lines.values()) line.serve();
    },
    endAll() {
      for (const queue of [...lines.keys()]) end(queue);
    },
  };
}
