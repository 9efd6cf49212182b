import type { AwsError } from "../../aws/service.ts";
import type { VisibilityEntry } from "../api/schemas.ts";
import {
  entryHandleExpired,
  invalidParameter,
  invalidValue,
  messageNotInflight,
  receiptHandleExpired,
} from "../errors.ts";
import type { Core, Queue } from "../queues/queue.ts";
import { type BatchResult, checkEntries, eachEntry } from "./batch.ts";
import { type AfterCommit, changeQueue, messageBehind } from "./change.ts";

/** The longest a message may stay in flight after one receive, in seconds. Source: Amazon SQS quotas. */
const MAX_VISIBILITY_SECONDS = 43_200;

export type ChangingVisibility = {
  /**
   * Counts `seconds` (0–43200) from now; 0 makes the message ready at once.
   * @throws AwsError ReceiptHandleIsInvalid, InvalidParameterValue, MessageNotInflight
   */
  changeMessageVisibility(queueName: string, receiptHandle: string, seconds: number): void;
  changeMessageVisibilityBatch(queueName: string, entries: readonly VisibilityEntry[]): BatchResult<{ Id: string }>;
};

/** @throws AwsError InvalidParameterValue */
export function checkVisibilityTimeout(seconds: number): void {
  if (seconds >= 0 && seconds <= MAX_VISIBILITY_SECONDS) return;
  throw invalidValue("VisibilityTimeout", seconds, `Must be between 0 and ${MAX_VISIBILITY_SECONDS}, if provided.`);
}

/** Changes the visibility of messages in queues of `core`. */
export function createChangingVisibility(core: Core): ChangingVisibility {
  /** Writes one change of visibility and returns the change of memory that goes with it. */
  function hide(
    queue: Queue,
    handle: string,
    seconds: number,
    now: number,
    expired: (handle: string) => AwsError,
  ): AfterCommit {
    checkVisibilityTimeout(seconds);
    const found = messageBehind(queue, handle);
    if (!found) {
      const reason = "Message does not exist or is not available for visibility timeout change.";
      throw invalidValue("ReceiptHandle", handle, reason);
    }
    const { message, latest } = found;
    if (!latest && queue.fifo) throw expired(handle);
    if (!latest || message.phase !== "in-flight") throw messageNotInflight(handle);
    const visibleAt = now + seconds * 1000;
    if (visibleAt > message.lastReceivedAt + MAX_VISIBILITY_SECONDS * 1000) {
      const limit = `[${MAX_VISIBILITY_SECONDS} seconds]`;
      throw invalidParameter(`Total VisibilityTimeout for the message is beyond the limit ${limit}`);
    }
    core.store.messages.saveReceipt(message.seq, message, visibleAt);
    return () => (seconds === 0 ? queue.index.show(message) : queue.index.hide(message, visibleAt));
  }

  return {
    changeMessageVisibility(queueName, handle, seconds) {
      changeQueue(core, queueName, (queue, now, then) => then(hide(queue, handle, seconds, now, receiptHandleExpired)));
    },
    changeMessageVisibilityBatch(queueName, entries) {
      checkEntries(entries, "ChangeMessageVisibilityBatchRequestEntry");
      return changeQueue(core, queueName, (queue, now, then) =>
        eachEntry(entries, ({ Id, ReceiptHandle, VisibilityTimeout }) => {
          then(hide(queue, ReceiptHandle, VisibilityTimeout, now, entryHandleExpired));
          return { Id };
        }),
      );
    },
  };
}
