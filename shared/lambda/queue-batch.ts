import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import middy from "@middy/core";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type * as z from "zod";
import type { Log, Metrics } from "../kernel/application/ports/runtime.ts";
import { readRecord } from "./queue-record.ts";

/**
 * Handler of a standard queue's event source: its records are worked on side by side, and those whose `handle` throws
 * go back to the queue, until its redrive policy takes them to the dead-letter queue. `remainingMs`: the time that the
 * invocation has left.
 */
export function queueHandler<T>(deps: {
  readonly schema: z.ZodType<T>;
  readonly handle: (value: T, remainingMs: number) => Promise<void>;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly flush: () => void;
}): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  const processor = new BatchProcessor(EventType.SQS);

  async function work(record: SQSRecord, context: Context): Promise<void> {
    try {
      await deps.handle(readRecord(record, deps.schema), context.getRemainingTimeInMillis());
    } catch (error) {
      deps.metrics.count("RecordFailed");
      deps.log.error("a record goes back to its queue", error, { messageId: record.messageId });
      throw error;
    }
  }

  return middy<SQSEvent, SQSBatchResponse>()
    .after(() => deps.flush())
    .onError(() => deps.flush())
    .handler((event, context) =>
      processPartialResponse(event, (record: SQSRecord) => work(record, context), processor, {
        throwOnFullBatchFailure: false,
      }),
    );
}
