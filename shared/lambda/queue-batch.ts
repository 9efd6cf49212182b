import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import middy from "@middy/core";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type * as z from "zod";
import type { Log, Metrics } from "../kernel/application/ports/runtime.ts";
import type { Lane } from "./lane.ts";
import { readRecord } from "./queue-record.ts";
import { createReportBack } from "./records-back.ts";

/**
 * Handler of a standard queue's event source: its records are worked on side by side, and those whose `handle` throws
 * go back to the queue, until its redrive policy takes them to the dead-letter queue. `remainingMs`: the time that the
 * invocation has left.
 */
export function queueHandler<T>(deps: {
  readonly lane: Lane;
  readonly schema: z.ZodType<T>;
  readonly handle: (value: T, remainingMs: number) => Promise<void>;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly flush: () => void;
}): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  const form = { schema: deps.schema, version: 1 };
  const reportBack = createReportBack(deps);

  async function work(record: SQSRecord, context: Context): Promise<void> {
    const read = readRecord(record, form);
    if ("error" in read) {
      await reportBack(record, { code: read.reason, error: read.error });
      throw read.error;
    }
    try {
      await deps.handle(read.value, context.getRemainingTimeInMillis());
    } catch (error) {
      await reportBack(record, { code: "failed", error });
      throw error;
    }
  }

  return middy<SQSEvent, SQSBatchResponse>()
    .after(() => deps.flush())
    .onError(() => deps.flush())
    .handler((event, context) =>
      // A processor keeps the batch in hand: one for each, since batches may be worked on side by side.
      processPartialResponse(event, (record: SQSRecord) => work(record, context), new BatchProcessor(EventType.SQS), {
        throwOnFullBatchFailure: false,
      }),
    );
}
