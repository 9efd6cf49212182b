import { invalidAttributeName, invalidValue, purgeQueueInProgress, queueNameExists } from "../errors.ts";
import { changeAttributes, defaultAttributes, type QueueAttributes } from "./attributes.ts";
import { type Core, openQueue, type Queue, queueNamed } from "./queue.ts";
import { checkRedrive } from "./redrive.ts";

/** Source: "You can't purge a queue more than once every 60 seconds" in the SQS API reference. */
const PURGE_PAUSE_MS = 60_000;
const QUEUE_NAME = /^[A-Za-z0-9_-]{1,80}$/;
const FIFO_QUEUE_NAME = /^[A-Za-z0-9_-]{1,75}\.fifo$/;

export type Lifecycle = {
  /**
   * Makes a queue; doing it again with the same attributes changes nothing. Names that end in `.fifo` and the
   * attribute FifoQueue go together. @throws AwsError QueueNameExists, InvalidParameterValue, InvalidAttribute…
   */
  createQueue(name: string, attributes?: QueueAttributes, tags?: Record<string, string>): void;
  /** @throws AwsError QueueDoesNotExist */
  deleteQueue(name: string): void;
  /** The names of all queues, sorted. */
  listQueues(prefix?: string): string[];
  /** @throws AwsError QueueDoesNotExist, PurgeQueueInProgress within 60 s of the last purge */
  purgeQueue(name: string): void;
};

/** Makes, empties and removes queues of `core`; `ended` hears of a queue that was removed. */
export function createLifecycle(core: Core, ended: (queue: Queue) => void): Lifecycle {
  const { store, clock, queues } = core;
  return {
    createQueue(name, attributes = {}, tags = {}) {
      const fifo = isFifo(name, attributes);
      const existing = queues.get(name);
      if (existing) {
        confirm(existing, attributes);
        return;
      }
      const all = changeAttributes(defaultAttributes(fifo), attributes, fifo);
      checkRedrive(core, all, fifo);
      const now = clock.now();
      const kept = { name, createdAt: now, modifiedAt: now, attributes: all, tags };
      const id = store.transaction(() => store.queues.insert(kept));
      queues.set(name, openQueue({ id, ...kept }));
    },
    deleteQueue(name) {
      const queue = queueNamed(core, name);
      store.transaction(() => {
        store.messages.removeAll(queue.kept.id);
        store.queues.remove(queue.kept.id);
      });
      queues.delete(name);
      ended(queue);
    },
    listQueues: (prefix = "") => [...queues.keys()].filter((name) => name.startsWith(prefix)).sort(),
    purgeQueue(name) {
      const queue = queueNamed(core, name);
      const now = clock.now();
      if (now < queue.purgedAt + PURGE_PAUSE_MS) throw purgeQueueInProgress(name);
      store.transaction(() => store.messages.removeAll(queue.kept.id));
      queue.purgedAt = now;
      for (const message of [...queue.index.messages()]) queue.index.remove(message);
    },
  };
}

/** Whether a new queue is a FIFO queue. @throws AwsError InvalidAttributeName, InvalidParameterValue */
function isFifo(name: string, attributes: QueueAttributes): boolean {
  const fifo = attributes.FifoQueue === "true";
  if (attributes.FifoQueue === "false") throw invalidAttributeName("FifoQueue");
  if ((fifo ? FIFO_QUEUE_NAME : QUEUE_NAME).test(name)) return fifo;
  throw invalidValue(
    "QueueName",
    name,
    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length; the name of a FIFO queue ends in .fifo.",
  );
}

/** @throws AwsError QueueNameExists when the queue has another value for one of the attributes */
function confirm(queue: Queue, attributes: QueueAttributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (queue.kept.attributes[name] !== value) throw queueNameExists(name);
  }
}
