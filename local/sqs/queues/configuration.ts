import { invalidAttributeValue } from "../errors.ts";
import { changeAttributes, type QueueAttributes } from "./attributes.ts";
import { bringUpToDate } from "./bring-up-to-date.ts";
import { type Core, type Queue, queueNamed } from "./queue.ts";
import { checkRedrive } from "./redrive.ts";
import { updateQueue } from "./update.ts";

/** All throw AwsError QueueDoesNotExist. */
export type Configuration = {
  /** All attributes but QueueArn, the approximate counts included. */
  getQueueAttributes(name: string): QueueAttributes;
  /** @throws AwsError InvalidAttributeName, InvalidAttributeValue, InvalidParameterValue */
  setQueueAttributes(name: string, attributes: QueueAttributes): void;
  /** The names of the queues whose redrive policy leads to this one. */
  listDeadLetterSourceQueues(name: string): string[];
};

/** Reads and changes the attributes of queues of `core`. */
export function createConfiguration(core: Core): Configuration {
  return {
    getQueueAttributes(name) {
      const queue = queueNamed(core, name);
      queue.sweepAt = 0;
      bringUpToDate(core, queue, core.clock.now());
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
      checkRedrive(core, all, queue.fifo);
      const delayBefore = queue.settings.delayMs;
      updateQueue(core, queue, { attributes: all });
      if (queue.fifo && queue.settings.delayMs !== delayBefore) delayAnew(core, queue);
      core.wake(queue);
    },
    listDeadLetterSourceQueues(name) {
      queueNamed(core, name);
      const sources = [...core.queues.values()].filter((queue) => queue.settings.redrive?.queueName === name);
      return sources.map((queue) => queue.kept.name).sort();
    },
  };
}

/** On FIFO queues a new delay counts for the messages that wait already. Source: DelaySeconds in the API reference. */
function delayAnew(core: Core, queue: Queue): void {
  const { store, clock } = core;
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
