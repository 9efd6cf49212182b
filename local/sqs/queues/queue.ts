import type { LocalClock } from "../../clock.ts";
import { queueDoesNotExist } from "../errors.ts";
import { createQueueIndex } from "../memory/create-queue-index.ts";
import type { QueueIndex } from "../memory/queue-index.ts";
import type { StoredQueue } from "../store/queues.ts";
import type { Store } from "../store/store.ts";
import { type QueueSettings, readSettings } from "./attributes.ts";

/** A queue at work: what is kept of it, its settings and its messages. */
export type Queue = {
  kept: StoredQueue;
  settings: QueueSettings;
  readonly fifo: boolean;
  readonly index: QueueIndex;
  /** When messages past their retention are looked for again (epoch ms). */
  sweepAt: number;
  purgedAt: number;
};

/** What all operations share. */
export type Core = {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly queues: Map<string, Queue>;
  /** Whether a message of a standard queue comes late, or again though it was deleted. */
  strays(): boolean;
  /** Says that messages of the queue may have become ready. */
  wake(queue: Queue): void;
};

/** A queue without messages. */
export function openQueue(kept: StoredQueue): Queue {
  const fifo = kept.attributes.FifoQueue === "true";
  const settings = readSettings(kept.attributes);
  return { kept, settings, fifo, index: createQueueIndex(fifo), sweepAt: 0, purgedAt: Number.NEGATIVE_INFINITY };
}

/** Every queue of the store with its messages as they stood. */
export function loadQueues(store: Store, now: number): Map<string, Queue> {
  const queues = store.queues.load().map(openQueue);
  const byId = new Map(queues.map((queue) => [queue.kept.id, queue]));
  for (const { queueId, message } of store.messages.load(now)) byId.get(queueId)?.index.add(message);
  return new Map(queues.map((queue) => [queue.kept.name, queue]));
}

/** @throws AwsError QueueDoesNotExist */
export function queueNamed(core: Core, name: string): Queue {
  const queue = core.queues.get(name);
  if (!queue) throw queueDoesNotExist();
  return queue;
}
