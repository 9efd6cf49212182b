import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";

/** A message of a standard queue that is seen in its `delaySeconds` (0–900). */
export type DelayedBody = { readonly body: string; readonly delaySeconds: number };

/** One call for ten messages at most, each with its own delay. Always read `Failed` of its answer. */
export function delayedBatch(queueUrl: string, batch: readonly DelayedBody[]): SendMessageBatchCommand {
  return new SendMessageBatchCommand({
    QueueUrl: queueUrl,
    Entries: batch.map(({ body, delaySeconds }, index) => ({
      Id: String(index),
      MessageBody: body,
      DelaySeconds: delaySeconds,
    })),
  });
}
