import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Log } from "../../kernel/application/ports/runtime.ts";
import { inBatches } from "./batches.ts";
import { queueBody } from "./queue-body.ts";

/** How things of one kind become messages of a FIFO queue. */
type Form<T> = {
  id(thing: T): string;
  group(thing: T): string;
  deduplicationId(thing: T): string;
};

/**
 * Sends to a FIFO queue, ten messages a call. Returns the ids of what was not accepted: once one of a group is refused,
 * its later ones of further calls are not sent, so that they cannot overtake it. A call that fails as a whole refuses
 * its own only: other groups go on.
 *
 * @param what names the queue in the log
 */
export function createFifoSend<T>(
  deps: { readonly client: SQSClient; readonly queueUrl: string; readonly log: Log; readonly what: string },
  form: Form<T>,
): (things: readonly T[]) => Promise<ReadonlySet<string>> {
  async function sendBatch(batch: readonly { thing: T; body: string }[]): Promise<string[]> {
    try {
      const answer = await deps.client.send(
        new SendMessageBatchCommand({
          QueueUrl: deps.queueUrl,
          Entries: batch.map(({ thing, body }, index) => ({
            Id: String(index),
            MessageBody: body,
            MessageGroupId: form.group(thing),
            MessageDeduplicationId: form.deduplicationId(thing),
          })),
        }),
      );
      return (answer.Failed ?? []).flatMap(({ Id }) => {
        const entry = batch[Number(Id)];
        return entry ? [form.id(entry.thing)] : [];
      });
    } catch (error) {
      deps.log.error(`${deps.what} did not accept a batch`, error, { messages: batch.length });
      return batch.map(({ thing }) => form.id(thing));
    }
  }

  return async (things) => {
    const refused = new Set<string>();
    const stopped = new Set<string>();
    const entries = things.map((thing) => ({ thing, body: queueBody(thing) }));
    for (const batch of inBatches(entries)) {
      const allowed = batch.filter(({ thing }) => !stopped.has(form.group(thing)));
      const failed = new Set(allowed.length > 0 ? await sendBatch(allowed) : []);
      for (const { thing } of batch) {
        if (!stopped.has(form.group(thing)) && !failed.has(form.id(thing))) continue;
        refused.add(form.id(thing));
        stopped.add(form.group(thing));
      }
    }
    return refused;
  };
}
