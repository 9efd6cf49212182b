import type { AwsError } from "../../aws/service.ts";
import type { DeleteEntry } from "../api/schemas.ts";
import { entryHandleExpired, receiptHandleExpired } from "../errors.ts";
import type { Core, Queue } from "../queues/queue.ts";
import { type BatchResult, checkEntries, eachEntry } from "./batch.ts";
import { type AfterCommit, changeQueue, messageBehind } from "./change.ts";

export type Deleting = {
  /** Deleting what is gone already succeeds. @throws AwsError ReceiptHandleIsInvalid, InvalidParameterValue */
  deleteMessage(queueName: string, receiptHandle: string): void;
  deleteMessageBatch(queueName: string, entries: readonly DeleteEntry[]): BatchResult<{ Id: string }>;
};

/** Deletes messages of queues of `core`. */
export function createDeleting(core: Core): Deleting {
  /**
   * Writes one deletion and returns the change of memory that goes with it. A stale handle deletes nothing: FIFO
   * queues refuse it once the visibility ran out, standard queues take no notice.
   */
  function remove(queue: Queue, handle: string, expired: (handle: string) => AwsError): AfterCommit | undefined {
    const found = messageBehind(queue, handle);
    if (!found) return undefined;
    const { message, latest } = found;
    if (queue.fifo && !(latest && message.phase === "in-flight")) throw expired(handle);
    if (!latest) return undefined;
    if (!queue.fifo && message.phase === "in-flight" && core.strays()) return () => queue.index.show(message);
    core.store.messages.remove(message.seq);
    return () => queue.index.remove(message);
  }

  return {
    deleteMessage(queueName, handle) {
      changeQueue(core, queueName, (queue, _now, then) => then(remove(queue, handle, receiptHandleExpired)));
    },
    deleteMessageBatch(queueName, entries) {
      checkEntries(entries, "DeleteMessageBatchRequestEntry");
      return changeQueue(core, queueName, (queue, _now, then) =>
        eachEntry(entries, ({ Id, ReceiptHandle }) => {
          then(remove(queue, ReceiptHandle, entryHandleExpired));
          return { Id };
        }),
      );
    },
  };
}
