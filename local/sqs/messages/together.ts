import { AwsError } from "../../aws/service.ts";
import { queueDoesNotExist } from "../errors.ts";
import type { QueuedMessage } from "../memory/message.ts";
import type { Core, Queue } from "../queues/queue.ts";

/** Sends to a queue inside a transaction of the caller. What is kept is added to `fresh`. @throws AwsError */
export type SendWork<T> = (now: number, fresh: QueuedMessage[]) => T;

/** Sends that come in one turn of the event loop and share a transaction. */
export type Together = {
  /** Resolves when the transaction stands, and rejects for what SQS would refuse. */
  add<T>(queue: Queue, work: SendWork<T>): Promise<T>;
  /** Does at once what waits. */
  flush(): void;
};

type Waiting = {
  readonly queue: Queue;
  readonly fresh: QueuedMessage[];
  /** Inside the transaction. */
  run(now: number): void;
  /** After the commit. */
  settle(): void;
  fail(error: unknown): void;
};

export function createTogether(core: Core): Together {
  const waiting: Waiting[] = [];

  function flush(): void {
    const all = waiting.splice(0);
    if (all.length === 0) return;
    try {
      core.store.transaction(() => {
        for (const one of all) one.run(core.clock.now());
      });
    } catch (error) {
      for (const { fail } of all) fail(error);
      return;
    }
    keepInMemory(core, all);
    for (const { settle } of all) settle();
  }

  return {
    flush,
    add(queue, work) {
      if (waiting.length === 0) setImmediate(flush);
      return new Promise((resolve, reject) => waiting.push(waitingFor(core, queue, work, { resolve, reject })));
    },
  };
}

/** Adds what stands in the store to the queues' indexes. */
export function keepInMemory(core: Core, sends: readonly Pick<Waiting, "queue" | "fresh">[]): void {
  for (const { queue, fresh } of sends) {
    for (const message of fresh) queue.index.add(message);
    if (fresh.length > 0) core.wake(queue);
  }
}

function waitingFor<T>(
  core: Core,
  queue: Queue,
  work: SendWork<T>,
  answer: { resolve(value: T): void; reject(error: unknown): void },
): Waiting {
  const fresh: QueuedMessage[] = [];
  let settle = () => {};
  return {
    queue,
    fresh,
    run(now) {
      try {
        if (core.queues.get(queue.kept.name) !== queue) throw queueDoesNotExist();
        const value = work(now, fresh);
        settle = () => answer.resolve(value);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        settle = () => answer.reject(error);
      }
    },
    settle: () => settle(),
    fail: answer.reject,
  };
}
