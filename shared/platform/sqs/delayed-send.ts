import type { SQSClient } from "@aws-sdk/client-sqs";
import { AppError } from "../../kernel/domain/errors.ts";
import { inBatches } from "./batches.ts";
import { type DelayedBody, delayedBatch } from "./delayed-batch.ts";
import { queueBody } from "./queue-body.ts";

/** Work for a standard queue, in its `delaySeconds` (0–900). */
type Delayed = { readonly task: object; readonly delaySeconds: number };

/** Sends to a standard queue: ten tasks a call, each with its own delay. Throws `unavailable` if any was refused. */
export function createDelayedSend(deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** For the error. */
  readonly what: string;
}): (tasks: readonly Delayed[]) => Promise<void> {
  async function sendBatch(batch: readonly DelayedBody[]): Promise<void> {
    const { Failed = [] } = await deps.client.send(delayedBatch(deps.queueUrl, batch));
    if (Failed.length > 0) throw new Error(`SQS refused ${Failed.length} entries: ${Failed[0]?.Message ?? ""}`);
  }

  return async (tasks) => {
    const entries = tasks.map(({ task, delaySeconds }) => ({ body: queueBody(task), delaySeconds }));
    try {
      for (const batch of inBatches(entries)) await sendBatch(batch);
    } catch (cause) {
      throw new AppError("unavailable", `${deps.what} did not accept all tasks`, {
        retryable: true,
        cause,
        details: { tasks: tasks.length },
      });
    }
  };
}
