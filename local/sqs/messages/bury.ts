import type { QueuedMessage } from "../memory/message.ts";
import type { Core } from "../queues/queue.ts";
import { changeQueue, messageBehind } from "./change.ts";
import { moveMessage } from "./move.ts";

export type Burying = {
  /**
   * Moves messages in flight to the queue's dead-letter queue, however often they were received; where there is no such
   * queue, they are deleted. What is gone already is passed over. @throws AwsError QueueDoesNotExist, ReceiptHandleIsInvalid
   */
  buryMessages(queueName: string, receiptHandles: readonly string[]): void;
};

/** Buries messages of queues of `core`. */
export function createBurying(core: Core): Burying {
  return {
    buryMessages(queueName, handles) {
      const buried: QueuedMessage[] = [];
      const deadLetters = changeQueue(core, queueName, (queue, now, then) => {
        const { redrive } = queue.settings;
        const target = redrive && core.queues.get(redrive.queueName);
        for (const handle of handles) {
          const found = messageBehind(queue, handle);
          if (!found?.latest) continue;
          const { message } = found;
          if (target) buried.push(moveMessage(core, message, target, now, queue.kept.name));
          else core.store.messages.remove(message.seq);
          then(() => queue.index.remove(message));
        }
        return target;
      });
      if (!deadLetters || buried.length === 0) return;
      for (const message of buried) deadLetters.index.add(message);
      core.wake(deadLetters);
    },
  };
}
