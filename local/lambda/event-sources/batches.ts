import { sqsUnits } from "../../billing/billed-requests.ts";
import type { SqsEngine } from "../../sqs/engine.ts";
import type { ReceivedMessage } from "../../sqs/messages/hand-out.ts";
import type { EventSourceModel } from "../../template/model.ts";

export type PollerUsage = {
  readonly queue: string;
  /** Requests, each 64 KB of messages counted as one. */
  receives: number;
  /** Those of `receives` that found no message: long polls of a queue without traffic. */
  emptyReceives: number;
  deletes: number;
  messages: number;
};

/** The batches of one event source. */
export type Batches = {
  /** The next batch, of up to the source's size; empty when no message came within 20 s or `signal` fired. */
  receive(signal: AbortSignal): Promise<ReceivedMessage[]>;
  remove(messages: readonly ReceivedMessage[]): void;
  usage(): PollerUsage;
};

/** SQS hands out at most ten messages a receive, and deletes at most ten a call. */
const SQS_BATCH = 10;
const LONG_POLL_SECONDS = 20;

export function createBatches(
  source: EventSourceModel,
  engine: Pick<SqsEngine, "receiveMessages" | "deleteMessageBatch">,
): Batches {
  const usage: PollerUsage = { queue: source.queueName, receives: 0, emptyReceives: 0, deletes: 0, messages: 0 };

  async function receive(max: number, waitSeconds: number, signal: AbortSignal): Promise<ReceivedMessage[]> {
    const messages = await engine.receiveMessages(source.queueName, { max, waitSeconds, signal });
    usage.receives += sqsUnits(messages.reduce((bytes, { Body }) => bytes + Buffer.byteLength(Body), 0));
    if (messages.length === 0) usage.emptyReceives++;
    usage.messages += messages.length;
    return messages;
  }

  return {
    async receive(signal) {
      const batch = await receive(Math.min(source.batchSize, SQS_BATCH), LONG_POLL_SECONDS, signal);
      // Batches over ten exist on standard queues only.
      while (batch.length > 0 && batch.length < source.batchSize) {
        if (batch.length % SQS_BATCH !== 0) break;
        const more = await receive(Math.min(source.batchSize - batch.length, SQS_BATCH), 0, signal);
        if (more.length === 0) break;
        batch.push(...more);
      }
      return batch;
    },
    remove(messages) {
      for (let start = 0; start < messages.length; start += SQS_BATCH) {
        usage.deletes++;
        const entries = messages
          .slice(start, start + SQS_BATCH)
          .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        engine.deleteMessageBatch(source.queueName, entries);
      }
    },
    usage: () => ({ ...usage }),
  };
}
