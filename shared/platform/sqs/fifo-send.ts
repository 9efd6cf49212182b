import { type BatchResultErrorEntry, SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { createJoin } from "../join.ts";
import { inBatches, inSpreadBatches, MAX_ENTRIES } from "./batches.ts";
import { queueBody } from "./queue-body.ts";

/** How things of one kind become messages of a FIFO queue. */
type Form<T> = {
  id(thing: T): string;
  group(thing: T): string;
  deduplicationId(thing: T): string;
  /** Of the bodies' form. */
  readonly version: number;
};

export type FifoSendDeps = {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly log: Log;
  readonly metrics: Metrics;
};

type Entry = { readonly id: string; readonly group: string; readonly deduplicationId: string; readonly body: string };

/**
 * Sends to a FIFO queue, ten messages a call. Returns the ids of what was not accepted: once one of a group is refused,
 * its later ones of further calls are not sent, so that they cannot overtake it. A call that fails as a whole refuses
 * its own only: other groups go on. Within one call SQS may refuse an entry and take a later one of its group; that is
 * counted as `GroupReordered` and logged with the ids. What callers of one process send at once goes together, as far
 * as it fits into one call.
 *
 * @param what names the queue in the log
 */
export function createFifoSend<T>(
  deps: FifoSendDeps & { readonly what: string },
  form: Form<T>,
): (things: readonly T[]) => Promise<ReadonlySet<string>> {
  const sendBatch = createSendBatch(deps);
  const entryOf = (thing: T): Entry => ({
    id: form.id(thing),
    group: form.group(thing),
    deduplicationId: form.deduplicationId(thing),
    body: queueBody(thing, form.version),
  });

  async function sendAll(entries: readonly Entry[]): Promise<ReadonlySet<string>> {
    const refused = new Set<string>();
    const stopped = new Set<string>();
    for (const batch of inSpreadBatches(entries, ({ group }) => group)) {
      const allowed = batch.filter(({ group }) => !stopped.has(group));
      const failed = allowed.length > 0 ? await sendBatch(allowed) : new Set<string>();
      for (const { id, group } of batch) {
        if (!stopped.has(group) && !failed.has(id)) continue;
        refused.add(id);
        stopped.add(group);
      }
    }
    return refused;
  }

  let callers = 0;
  const join = createJoin<{ readonly caller: number; readonly entries: readonly Entry[] }, ReadonlySet<string>>({
    most: MAX_ENTRIES,
    starts: "now",
    keyOf: ({ caller }) => String(caller),
    fits: (taken, { entries }) => inBatches([...taken, { entries }].flatMap((one) => one.entries)).length === 1,
    async call(lists) {
      const refused = await sendAll(lists.flatMap(({ entries }) => entries));
      return lists.map(({ entries }) => new Set(entries.flatMap(({ id }) => (refused.has(id) ? [id] : []))));
    },
  });

  return async (things) => {
    if (things.length === 0) return new Set();
    callers += 1;
    return join({ caller: callers, entries: things.map(entryOf) });
  };
}

/** One call; returns the ids of the entries that SQS did not take. */
function createSendBatch(deps: FifoSendDeps & { readonly what: string }) {
  const { client, queueUrl, log, metrics, what } = deps;

  /** Tells of each group of which SQS took a later entry than one that it refused. */
  function tellOvertaken(batch: readonly Entry[], failed: ReadonlySet<string>, cause: AppError): void {
    for (const [group, entries] of Map.groupBy(batch, (entry) => entry.group)) {
      const ids = entries.map(({ id }) => id);
      const first = ids.findIndex((id) => failed.has(id));
      const refused = ids.filter((id) => failed.has(id));
      const overtaking = first < 0 ? [] : ids.slice(first).filter((id) => !failed.has(id));
      if (overtaking.length === 0) continue;
      metrics.count("GroupReordered");
      log.error(`${what} took later messages of a group before a refused one`, cause, { group, refused, overtaking });
    }
  }

  return async (batch: readonly Entry[]): Promise<ReadonlySet<string>> => {
    try {
      const { Failed = [] } = await client.send(new SendMessageBatchCommand(inputOf(queueUrl, batch)));
      const failed = new Set(Failed.flatMap(({ Id }) => batch[Number(Id)]?.id ?? []));
      if (failed.size === 0) return failed;
      const cause = refusalOf(Failed);
      log.error(`${what} refused messages of a batch`, cause, { refused: [...failed] });
      tellOvertaken(batch, failed, cause);
      return failed;
    } catch (error) {
      log.error(`${what} did not accept a batch`, error, { messages: batch.length });
      return new Set(batch.map(({ id }) => id));
    }
  };
}

function inputOf(queueUrl: string, batch: readonly Entry[]) {
  return {
    QueueUrl: queueUrl,
    Entries: batch.map(({ group, deduplicationId, body }, index) => ({
      Id: String(index),
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: deduplicationId,
    })),
  };
}

function refusalOf(failed: readonly BatchResultErrorEntry[]): AppError {
  const words = failed.map(({ Code, Message }) => [Code, Message].filter(Boolean).join(": "));
  return new AppError("unavailable", [...new Set(words)].join("; "), { retryable: true });
}
