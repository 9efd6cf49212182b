import { processPartialResponse, SqsFifoPartialProcessorAsync } from "@aws-lambda-powertools/batch";
import middy from "@middy/core";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type * as z from "zod";
import type { Log, Metrics } from "../kernel/application/ports/runtime.ts";
import { AppError } from "../kernel/domain/errors.ts";
import { readRecord } from "./queue-record.ts";

/** A record of a FIFO batch with its body as the function's own type. */
export type FifoItem<T> = { readonly value: T; readonly record: SQSRecord };

/** Why each item (by position) goes back to the queue; undefined where it is done. */
export type FifoOutcome = readonly (Error | undefined)[];

/** Why the item of work that is not done goes back to the queue. Its visibility was changed already. */
export function waiting(result: { readonly done: true } | { readonly done: false; readonly delaySeconds: number }) {
  if (result.done) return undefined;
  return new AppError("unavailable", `waits ${result.delaySeconds} s on the queue`, { retryable: true });
}

export type FifoHandlerDeps<T> = {
  readonly schema: z.ZodType<T>;
  readonly handle: (items: readonly FifoItem<T>[], context: Context) => Promise<FifoOutcome>;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly flush: () => void;
};

/**
 * Handler of a FIFO event source. The whole batch is given to `handle` at once (so that it can work its groups side by
 * side); Powertools' FIFO processor then answers which records go back: from the first failure of a group on
 * everything of that group, other groups untouched. A body that is no valid `schema` fails alone with its group until
 * the queue's redrive policy takes it to the dead-letter queue.
 */
export function fifoHandler<T>(
  deps: FifoHandlerDeps<T>,
): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  const processor = new SqsFifoPartialProcessorAsync();

  async function run(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
    const outcomes = await work(event.Records, context);
    return processPartialResponse(
      event,
      async (record: SQSRecord) => {
        const failure = outcomes.get(record.messageId);
        if (failure) throw failure;
      },
      processor,
      { skipGroupOnError: true, throwOnFullBatchFailure: false },
    );
  }

  async function work(records: readonly SQSRecord[], context: Context): Promise<Map<string, Error>> {
    const failures = new Map<string, Error>();
    const items = readable(deps, records, failures);
    const outcome = await deps.handle(items, context);
    for (const [position, { record }] of items.entries()) {
      const failure = outcome[position];
      if (failure) failures.set(record.messageId, failure);
    }
    return failures;
  }

  return middy<SQSEvent, SQSBatchResponse>()
    .after(() => deps.flush())
    .onError(() => deps.flush())
    .handler(run);
}

/**
 * The records that can be worked on, and in `failures` (by message id) why the others cannot: what stands behind an
 * unreadable record of its group waits for it.
 */
function readable<T>(
  { schema, log, metrics }: Pick<FifoHandlerDeps<T>, "schema" | "log" | "metrics">,
  records: readonly SQSRecord[],
  failures: Map<string, Error>,
): FifoItem<T>[] {
  const blocked = new Set<string>();
  const items: FifoItem<T>[] = [];
  for (const record of records) {
    const group = record.attributes.MessageGroupId ?? "";
    if (blocked.has(group)) {
      failures.set(record.messageId, new AppError("unavailable", "waits behind a record that cannot be read"));
      continue;
    }
    try {
      items.push({ value: readRecord(record, schema), record });
    } catch (error) {
      blocked.add(group);
      failures.set(record.messageId, error instanceof Error ? error : new Error(String(error)));
      metrics.count("UnreadableRecord");
      log.error("a record cannot be read; the redrive policy will take it to the dead-letter queue", error, {
        messageId: record.messageId,
        group,
      });
    }
  }
  return items;
}
