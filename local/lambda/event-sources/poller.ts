import { metFullDisk, ROOM_PAUSE_MS } from "../../full-disk.ts";
import type { SqsEngine } from "../../sqs/engine.ts";
import type { ReceivedMessage } from "../../sqs/messages/hand-out.ts";
import { REGION } from "../../template/identity.ts";
import type { EventSourceModel } from "../../template/model.ts";
import type { FunctionPool } from "../pool/pool.ts";
import { createBatches, type PollerUsage } from "./batches.ts";
import { startCycles } from "./cycles.ts";
import { createLoopStop } from "./loop-stop.ts";
import { failedMessageIds, toSqsEvent } from "./sqs-event.ts";

export type EsmPoller = {
  usage(): PollerUsage;
  /** Receives no more; resolves when the batches in hand are done. */
  stop(): Promise<void>;
};

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** Milliseconds for which a batch has to be in hand before a further one is asked for. */
const PATIENCE_MS = 50;

/**
 * Feeds a function from a queue as an event source mapping does: up to as many batches at once as mapping and function
 * allow, deletes what succeeded, and leaves what failed invisible until its visibility timeout ends.
 */
export function startEsmPoller(options: {
  source: EventSourceModel;
  engine: Pick<SqsEngine, "receiveMessages" | "deleteMessageBatch" | "buryMessages">;
  pool: Pick<FunctionPool, "invoke" | "limit" | "model" | "dropped">;
}): EsmPoller {
  const { source, engine, pool } = options;
  const stopping = new AbortController();
  const batches = createBatches(source, engine);
  const stopLoops = createLoopStop({ model: pool.model, source, engine, dropped: pool.dropped });
  let pauseMs = 0;

  async function work(received: readonly ReceivedMessage[]): Promise<void> {
    const batch = stopLoops(received);
    if (batch.length === 0) return;
    const outcome = await pool.invoke(toSqsEvent(batch, source.queueArn, REGION), traceHeadersOf(batch));
    if (outcome === "throttled" || outcome.kind !== "ok") {
      pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pauseMs * 2));
      return;
    }
    pauseMs = 0;
    const ids = batch.map(({ MessageId }) => MessageId);
    const failed = source.reportBatchItemFailures ? failedMessageIds(outcome.payload, ids) : new Set();
    batches.remove(batch.filter(({ MessageId }) => !failed.has(MessageId)));
  }

  /** Undefined where nothing came. */
  async function receive(): Promise<readonly ReceivedMessage[] | undefined> {
    try {
      const batch = await batches.receive(stopping.signal);
      return batch.length > 0 ? batch : undefined;
    } catch (error) {
      await failed(error);
      return undefined;
    }
  }

  async function carryOut(batch: readonly ReceivedMessage[]): Promise<void> {
    try {
      await work(batch);
      if (pauseMs > 0) await pause(pauseMs, stopping.signal);
    } catch (error) {
      await failed(error);
    }
  }

  async function failed(error: unknown): Promise<void> {
    if (stopping.signal.aborted) return;
    const isFull = metFullDisk(error);
    if (!isFull) console.error(`polling ${source.queueName} failed`, error);
    await pause(isFull ? ROOM_PAUSE_MS : LONGEST_PAUSE_MS, stopping.signal);
  }

  const cycles = startCycles({
    limit: Math.min(source.maximumConcurrency ?? pool.limit, pool.limit),
    patienceMs: PATIENCE_MS,
    receive,
    isFull: (batch) => batch.length >= source.batchSize,
    work: carryOut,
  });
  return {
    usage: batches.usage,
    async stop() {
      stopping.abort();
      await cycles.stop();
    },
  };
}

function traceHeadersOf(batch: readonly ReceivedMessage[]): readonly string[] {
  return batch.flatMap(({ Attributes }) => Attributes.AWSTraceHeader ?? []);
}

/** Waits `ms`, but no longer than until `signal` aborts. */
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
