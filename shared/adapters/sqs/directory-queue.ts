import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DirectoryQueue } from "../../application/ports/directory.ts";
import type { DelayedTask } from "../../domain/directory-task.ts";
import { AppError } from "../../domain/errors.ts";
import { inBatches } from "./batches.ts";
import { queueBody } from "./queue-body.ts";

/** The standard queue of work on the views: ten tasks a call, each with its own delay. */
export function createSqsDirectoryQueue(deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
}): DirectoryQueue {
  async function sendBatch(batch: readonly { body: string; delaySeconds: number }[]): Promise<void> {
    const { Failed = [] } = await deps.client.send(
      new SendMessageBatchCommand({
        QueueUrl: deps.queueUrl,
        Entries: batch.map(({ body, delaySeconds }, index) => ({
          Id: String(index),
          MessageBody: body,
          DelaySeconds: delaySeconds,
        })),
      }),
    );
    if (Failed.length > 0) throw new Error(`SQS refused ${Failed.length} entries: ${Failed[0]?.Message ?? ""}`);
  }

  return {
    async send(tasks: readonly DelayedTask[]) {
      const entries = tasks.map(({ task, delaySeconds }) => ({ body: queueBody(task), delaySeconds }));
      try {
        for (const batch of inBatches(entries)) await sendBatch(batch);
      } catch (cause) {
        throw new AppError("unavailable", "the directory queue did not accept all tasks", {
          retryable: true,
          cause,
          details: { tasks: tasks.length },
        });
      }
    },
  };
}
