import type { SqsEngine } from "../../sqs/engine.ts";
import type { ReceivedMessage } from "../../sqs/messages/receive.ts";
import { REGION } from "../../template/identity.ts";
import type { EventSourceModel } from "../../template/model.ts";
import type { FunctionPool } from "../pool/pool.ts";
import { failedMessageIds, toSqsEvent } from "./sqs-event.ts";

export type PollerUsage = { receives: number; deletes: number; messages: number };

export type EsmPoller = {
  usage(): PollerUsage;
  /** Receives no more; resolves when the batches in hand are done. */
  stop(): Promise<void>;
};

/** SQS hands out at most ten messages a receive, and deletes at most ten a call. */
const SQS_BATCH = 10;
const LONG_POLL_SECONDS = 20;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Feeds a function from a queue as an event source mapping does: as many batches at once as mapping and function allow,
 * deletes what succeeded, and leaves what failed invisible until its visibility timeout ends.
 */
export function startEsmPoller(options: {
  source: EventSourceModel;
  engine: Pick<SqsEngine, "receiveMessages" | "deleteMessageBatch">;
  pool: Pick<FunctionPool, "invoke" | "limit">;
}): EsmPoller {
  const { source, engine, pool } = options;
  const stopping = new AbortController();
  const usage: PollerUsage = { receives: 0, deletes: 0, messages: 0 };
  let pauseMs = 0;

  async function receive(max: number, waitSeconds: number): Promise<ReceivedMessage[]> {
    usage.receives++;
    const messages = await engine.receiveMessages(source.queueName, { max, waitSeconds, signal: stopping.signal });
    usage.messages += messages.length;
    return messages;
  }

  /** Up to the batch size; batches over ten exist on standard queues only. */
  async function receiveBatch(): Promise<ReceivedMessage[]> {
    const batch = await receive(Math.min(source.batchSize, SQS_BATCH), LONG_POLL_SECONDS);
    while (batch.length > 0 && batch.length < source.batchSize) {
      if (batch.length % SQS_BATCH !== 0) break;
      const more = await receive(Math.min(source.batchSize - batch.length, SQS_BATCH), 0);
      if (more.length === 0) break;
      batch.push(...more);
    }
    return batch;
  }

  function deleteAll(messages: readonly ReceivedMessage[]): void {
    for (let start = 0; start < messages.length; start += SQS_BATCH) {
      usage.deletes++;
      const entries = messages
        .slice(start, start + SQS_BATCH)
        .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      engine.deleteMessageBatch(source.queueName, entries);
    }
  }

  async function work(batch: readonly ReceivedMessage[]): Promise<void> {
    const outcome = await pool.invoke(toSqsEvent(batch, source.queueArn, REGION));
    if (outcome === "throttled" || outcome.kind !== "ok") {
      pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pauseMs * 2));
      return;
    }
    pauseMs = 0;
    if (!source.reportBatchItemFailures) return deleteAll(batch);
    const failed = failedMessageIds(
      outcome.payload,
      batch.map(({ MessageId }) => MessageId),
    );
    deleteAll(failed.size === 0 ? batch : batch.filter(({ MessageId }) => !failed.has(MessageId)));
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const batch = await receiveBatch();
        if (batch.length > 0) await work(batch);
      } catch (error) {
        if (stopping.signal.aborted) return;
        console.error(`polling ${source.queueName} failed`, error);
        pauseMs = LONGEST_PAUSE_MS;
      }
      if (pauseMs > 0) await pause(pauseMs, stopping.signal);
    }
  }

  const loops = Array.from({ length: Math.min(source.maximumConcurrency ?? pool.limit, pool.limit) }, loop);
  return {
    usage: () => ({ ...usage }),
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

/** Waits, but no longer than until `signal` aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
