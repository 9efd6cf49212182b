import middy from "@middy/core";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { Log, Metrics } from "../kernel/application/ports/runtime.ts";
import { AppError } from "../kernel/domain/errors.ts";
import { type FifoItem, type FifoOutcome, type GoesBack, groupOf, workThrough } from "./fifo-work.ts";
import { type FifoLane, laneMessageOf } from "./lane.ts";
import { type BodyForm, readRecord } from "./queue-record.ts";
import { createReportBack, type WayBack } from "./records-back.ts";

/** What goes back and why, by record. */
type Ways = Map<SQSRecord, WayBack>;

/**
 * Handler of a FIFO event source. The whole batch is given to `handle` at once (so that it can work its groups side by
 * side). From the first record of a group on that is not done, everything of that group goes back; other groups go on.
 *
 * A record that alone is at fault is set aside, and its group goes on: one that no version of the form reads, and one
 * that the store refuses for its content, also when `handle` gets it alone. Everything else waits, until the queue's
 * redrive policy takes it to the dead-letter queue.
 *
 * `putBack` is called once with all items that go back, e.g. to change their visibility.
 */
export function fifoHandler<T, Back extends GoesBack = GoesBack>(deps: {
  readonly lane: FifoLane;
  readonly form: BodyForm<T>;
  readonly handle: (items: readonly FifoItem<T>[], context: Context) => Promise<FifoOutcome<Back>>;
  readonly putBack?: (back: ReadonlyMap<FifoItem<T>, Back>) => Promise<void>;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly flush: () => void;
}): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  const { lane } = deps;
  const reportBack = createReportBack(deps);

  async function run(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
    const ways: Ways = new Map();
    const items = await readable(event.Records, ways);
    try {
      if (items.length > 0) await work(items, ways, context);
    } catch (error) {
      // The invocation fails, and with it every record of its batch goes back.
      for (const { record } of items) ways.set(record, wayOf(error));
      await reportAll(standingBehind(event.Records, ways));
      throw error;
    }
    if (ways.size === 0) return { batchItemFailures: [] };
    const all = standingBehind(event.Records, ways);
    await reportAll(all);
    const back = event.Records.filter((record) => all.has(record));
    return { batchItemFailures: back.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  }

  async function reportAll(ways: Ways): Promise<void> {
    await Promise.all([...ways].map(([record, way]) => reportBack(record, way)));
  }

  /** The records that can be worked on. Of a group whose unreadable record waits, these are the ones before it. */
  async function readable(records: readonly SQSRecord[], ways: Ways): Promise<FifoItem<T>[]> {
    const stopped = new Set<string>();
    const items: FifoItem<T>[] = [];
    for (const record of records) {
      if (stopped.has(groupOf(record))) continue;
      const read = readRecord(record, deps.form);
      if ("value" in read) {
        items.push({ value: read.value, record });
        continue;
      }
      const { error, reason } = read;
      if (reason === "unreadable" && (await lane.setAside(laneMessageOf(lane.name, record), reason, error))) continue;
      stopped.add(groupOf(record));
      ways.set(record, { code: reason, error });
    }
    return items;
  }

  async function work(items: readonly FifoItem<T>[], ways: Ways, context: Context): Promise<void> {
    const back = await workThrough(items, { ...deps, handle: (some) => deps.handle(some, context), context });
    if (back.size > 0) await deps.putBack?.(back);
    for (const [{ record }, { failure }] of back) ways.set(record, wayOf(failure));
  }

  return middy<SQSEvent, SQSBatchResponse>()
    .after(() => deps.flush())
    .onError(() => deps.flush())
    .handler(run);
}

function wayOf(failure: unknown): WayBack {
  if (failure === undefined) return { code: "waited" };
  return { code: failure instanceof AppError && failure.ofContent ? "refused-by-store" : "failed", error: failure };
}

/**
 * The ways of all records that go back: behind the first of its group that failed, a record has failed at nothing
 * itself.
 */
function standingBehind(records: readonly SQSRecord[], ways: Ways): Ways {
  const first = new Map<string, { readonly record: SQSRecord; readonly way: WayBack }>();
  const all: Ways = new Map();
  for (const record of records) {
    const group = groupOf(record);
    const ahead = first.get(group);
    const way = ways.get(record);
    if (ahead)
      all.set(record, ahead.way.code === "waited" ? ahead.way : { code: "behind", behind: ahead.record.messageId });
    else if (way) {
      first.set(group, { record, way });
      all.set(record, way);
    }
  }
  return all;
}
