import type { AwsError } from "../../aws/service.ts";
import type { DeleteEntry, VisibilityEntry } from "../api/schemas.ts";
import {
  entryHandleExpired,
  invalidParameter,
  invalidValue,
  messageNotInflight,
  receiptHandleExpired,
  receiptHandleIsInvalid,
} from "../errors.ts";
import type { QueuedMessage } from "../memory/message.ts";
import { type Core, type Queue, queueNamed } from "../queues/queue.ts";
import { type BatchResult, checkEntries, eachEntry } from "./batch.ts";
import { decodeReceiptHandle } from "./receipt-handle.ts";
import { bringUpToDate } from "./receive.ts";

/** The longest a message may stay in flight after one receive, in seconds. Source: Amazon SQS quotas. */
const MAX_VISIBILITY_SECONDS = 43_200;

export type Acknowledging = {
  /** Deleting what is gone already succeeds. @throws AwsError ReceiptHandleIsInvalid, InvalidParameterValue */
  deleteMessage(queueName: string, receiptHandle: string): void;
  deleteMessageBatch(queueName: string, entries: readonly DeleteEntry[]): BatchResult<{ Id: string }>;
  /** Counts `seconds` (0–43200) from now; 0 makes the message ready at once. @throws AwsError also MessageNotInflight */
  changeMessageVisibility(queueName: string, receiptHandle: string, seconds: number): void;
  changeMessageVisibilityBatch(queueName: string, entries: readonly VisibilityEntry[]): BatchResult<{ Id: string }>;
};

/** @throws AwsError InvalidParameterValue */
export function checkVisibilityTimeout(seconds: number): void {
  if (seconds >= 0 && seconds <= MAX_VISIBILITY_SECONDS) return;
  throw invalidValue("VisibilityTimeout", seconds, `Must be between 0 and ${MAX_VISIBILITY_SECONDS}, if provided.`);
}

type Expired = (handle: string) => AwsError;
type Change = () => void;

/** The message of a handle, and whether the handle is from its latest receive; undefined when it is gone. */
function resolve(queue: Queue, handle: string): { message: QueuedMessage; latest: boolean } | undefined {
  const receipt = decodeReceiptHandle(handle);
  if (receipt?.queueId !== queue.kept.id) throw receiptHandleIsInvalid(handle);
  const message = queue.index.get(receipt.seq);
  return message && { message, latest: message.receiveCount === receipt.receiveCount };
}

/** Deletes messages and changes their visibility in queues of `core`. */
export function createAcknowledging(core: Core): Acknowledging {
  const { store, clock } = core;

  /**
   * Writes one deletion and returns the change of memory that goes with it. A stale handle deletes nothing: FIFO
   * queues refuse it once the visibility ran out, standard queues take no notice.
   */
  function remove(queue: Queue, handle: string, expired: Expired): Change | undefined {
    const found = resolve(queue, handle);
    if (!found) return undefined;
    const { message, latest } = found;
    if (queue.fifo && !(latest && message.phase === "in-flight")) throw expired(handle);
    if (!latest) return undefined;
    store.messages.remove(message.seq);
    return () => queue.index.remove(message);
  }

  /** Writes one change of visibility and returns the change of memory that goes with it. */
  function hide(queue: Queue, handle: string, seconds: number, now: number, expired: Expired): Change {
    checkVisibilityTimeout(seconds);
    const found = resolve(queue, handle);
    if (!found) {
      const reason = "Message does not exist or is not available for visibility timeout change.";
      throw invalidValue("ReceiptHandle", handle, reason);
    }
    const { message, latest } = found;
    if (!latest && queue.fifo) throw expired(handle);
    if (!latest || message.phase !== "in-flight") throw messageNotInflight(handle);
    const visibleAt = now + seconds * 1000;
    if (visibleAt > message.lastReceivedAt + MAX_VISIBILITY_SECONDS * 1000) {
      throw invalidParameter(
        `Total VisibilityTimeout for the message is beyond the limit [${MAX_VISIBILITY_SECONDS} seconds]`,
      );
    }
    store.messages.saveReceipt(message.seq, message, visibleAt);
    return () => (seconds === 0 ? queue.index.show(message) : queue.index.hide(message, visibleAt));
  }

  /** Runs `work` as one transaction on an up-to-date queue, then what it left to do in memory. */
  function change<T>(queueName: string, work: (queue: Queue, now: number, then: (change?: Change) => void) => T): T {
    const queue = queueNamed(core, queueName);
    const now = clock.now();
    bringUpToDate(core, queue, now);
    const changes: Change[] = [];
    const result = store.transaction(() => work(queue, now, (next) => next && changes.push(next)));
    for (const apply of changes) apply();
    if (changes.length > 0) core.wake(queue);
    return result;
  }

  return {
    deleteMessage(queueName, handle) {
      change(queueName, (queue, _now, then) => then(remove(queue, handle, receiptHandleExpired)));
    },
    deleteMessageBatch(queueName, entries) {
      checkEntries(entries, "DeleteMessageBatchRequestEntry");
      return change(queueName, (queue, _now, then) =>
        eachEntry(entries, ({ Id, ReceiptHandle }) => {
          then(remove(queue, ReceiptHandle, entryHandleExpired));
          return { Id };
        }),
      );
    },
    changeMessageVisibility(queueName, handle, seconds) {
      change(queueName, (queue, now, then) => then(hide(queue, handle, seconds, now, receiptHandleExpired)));
    },
    changeMessageVisibilityBatch(queueName, entries) {
      checkEntries(entries, "ChangeMessageVisibilityBatchRequestEntry");
      return change(queueName, (queue, now, then) =>
        eachEntry(entries, ({ Id, ReceiptHandle, VisibilityTimeout }) => {
          then(hide(queue, ReceiptHandle, VisibilityTimeout, now, entryHandleExpired));
          return { Id };
        }),
      );
    },
  };
}
