import {
  invalidAttributeName,
  invalidAttributeValue,
  invalidValue,
  purgeQueueInProgress,
  queueNameExists,
} from "../errors.ts";
import { bringUpToDate } from "../messages/receive.ts";
import { changeAttributes, defaultAttributes, type QueueAttributes, readSettings } from "./attributes.ts";
import { type Core, openQueue, type Queue, queueNamed } from "./queue.ts";

/** Source: "You can't purge a queue more than once every 60 seconds" in the SQS API reference. */
const PURGE_PAUSE_MS = 60_000;
const QUEUE_NAME = /^[A-Za-z0-9_-]{1,80}$/;
const FIFO_QUEUE_NAME = /^[A-Za-z0-9_-]{1,75}\.fifo$/;

export type Queues = {
  /**
   * Makes a queue; doing it again with the same attributes changes nothing. Names that end in `.fifo` and the
   * attribute FifoQueue go together. @throws AwsError QueueNameExists, InvalidParameterValue, InvalidAttribute…
   */
  createQueue(name: string, attributes?: QueueAttributes, tags?: Record<string, string>): void;
  deleteQueue(name: string): void;
  /** The names of all queues, sorted. */
  listQueues(prefix?: string): string[];
  /** All attributes but QueueArn, the approximate counts included. @throws AwsError QueueDoesNotExist */
  getQueueAttributes(name: string): QueueAttributes;
  setQueueAttributes(name: string, attributes: QueueAttributes): void;
  /** @throws AwsError PurgeQueueInProgress within 60 s of the last purge */
  purgeQueue(name: string): void;
  /** The names of the queues whose redrive policy leads to this one. */
  listDeadLetterSourceQueues(name: string): string[];
  listQueueTags(name: string): Record<string, string>;
  tagQueue(name: string, tags: Record<string, string>): void;
  untagQueue(name: string, keys: readonly string[]): void;
};

/** Makes, changes and removes queues of `core`; `ended` hears of a queue that is no more. */
export function createQueues(core: Core, ended: (queue: Queue) => void): Queues {
  const { store, clock, queues } = core;

  function checkRedrive(attributes: QueueAttributes, fifo: boolean): void {
    const { redrive } = readSettings(attributes);
    if (!redrive) return;
    const target = queues.get(redrive.queueName);
    const refuse = (reason: string) => invalidValue("RedrivePolicy", attributes.RedrivePolicy, reason);
    if (!target) throw refuse("Dead letter target does not exist.");
    if (target.fifo !== fifo) throw refuse("Dead-letter queue must be same type of queue as the source.");
  }

  function confirm(queue: Queue, attributes: QueueAttributes): void {
    for (const [name, value] of Object.entries(attributes)) {
      if (queue.kept.attributes[name] !== value) throw queueNameExists(name);
    }
  }

  function update(queue: Queue, changes: Partial<Pick<Queue["kept"], "attributes" | "tags">>): void {
    const kept = { ...queue.kept, ...changes, modifiedAt: changes.attributes ? clock.now() : queue.kept.modifiedAt };
    store.transaction(() => store.queues.update(kept));
    queue.kept = kept;
    queue.settings = readSettings(kept.attributes);
  }

  /** On FIFO queues a new delay counts for the messages that wait already. Source: DelaySeconds in the API reference. */
  function delayAnew(queue: Queue): void {
    const now = clock.now();
    const waiting = [...queue.index.messages()].filter((message) => message.receiveCount === 0);
    const availableAt = (sentAt: number) => sentAt + queue.settings.delayMs;
    store.transaction(() => {
      for (const { seq, sentAt } of waiting) store.messages.setAvailableAt(seq, availableAt(sentAt));
    });
    for (const message of waiting) queue.index.delay(message, availableAt(message.sentAt));
    queue.index.settle(now);
    core.wake(queue);
  }

  return {
    createQueue(name, attributes = {}, tags = {}) {
      const fifo = attributes.FifoQueue === "true";
      if (attributes.FifoQueue === "false") throw invalidAttributeName("FifoQueue");
      if (!(fifo ? FIFO_QUEUE_NAME : QUEUE_NAME).test(name)) {
        throw invalidValue(
          "QueueName",
          name,
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length; the name of a FIFO queue ends in .fifo.",
        );
      }
      const existing = queues.get(name);
      if (existing) {
        confirm(existing, attributes);
        return;
      }
      const all = changeAttributes(defaultAttributes(fifo), attributes, fifo);
      checkRedrive(all, fifo);
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
    getQueueAttributes(name) {
      const queue = queueNamed(core, name);
      queue.sweepAt = 0;
      bringUpToDate(core, queue, clock.now());
      const counts = { ready: 0, delayed: 0, "in-flight": 0 };
      for (const message of queue.index.messages()) counts[message.phase]++;
      return {
        ...queue.kept.attributes,
        CreatedTimestamp: String(Math.floor(queue.kept.createdAt / 1000)),
        LastModifiedTimestamp: String(Math.floor(queue.kept.modifiedAt / 1000)),
        ApproximateNumberOfMessages: String(counts.ready),
        ApproximateNumberOfMessagesDelayed: String(counts.delayed),
        ApproximateNumberOfMessagesNotVisible: String(counts["in-flight"]),
      };
    },
    setQueueAttributes(name, attributes) {
      const queue = queueNamed(core, name);
      if (attributes.FifoQueue !== undefined && !queue.fifo) throw invalidAttributeValue("FifoQueue");
      const all = changeAttributes(queue.kept.attributes, attributes, queue.fifo);
      checkRedrive(all, queue.fifo);
      const delayBefore = queue.settings.delayMs;
      update(queue, { attributes: all });
      if (queue.fifo && queue.settings.delayMs !== delayBefore) delayAnew(queue);
      core.wake(queue);
    },
    purgeQueue(name) {
      const queue = queueNamed(core, name);
      const now = clock.now();
      if (now < queue.purgedAt + PURGE_PAUSE_MS) throw purgeQueueInProgress(name);
      store.transaction(() => store.messages.removeAll(queue.kept.id));
      queue.purgedAt = now;
      for (const message of [...queue.index.messages()]) queue.index.remove(message);
    },
    listDeadLetterSourceQueues(name) {
      queueNamed(core, name);
      const sources = [...queues.values()].filter((queue) => queue.settings.redrive?.queueName === name);
      return sources.map((queue) => queue.kept.name).sort();
    },
    listQueueTags: (name) => ({ ...queueNamed(core, name).kept.tags }),
    tagQueue(name, tags) {
      const queue = queueNamed(core, name);
      update(queue, { tags: { ...queue.kept.tags, ...tags } });
    },
    untagQueue(name, keys) {
      const queue = queueNamed(core, name);
      const left = Object.entries(queue.kept.tags).filter(([key]) => !keys.includes(key));
      update(queue, { tags: Object.fromEntries(left) });
    },
  };
}
