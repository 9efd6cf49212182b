import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { AppError } from "../../kernel/domain/errors.ts";
import { queueBody } from "../../platform/sqs/queue-body.ts";
import type { AccountTasks } from "../application/ports/tasks.ts";

/** The standard queue of tasks on single accounts: one call a task. */
export function createSqsAccountTasks(deps: { readonly client: SQSClient; readonly queueUrl: string }): AccountTasks {
  return {
    async add(task, delaySeconds) {
      try {
        await deps.client.send(
          new SendMessageCommand({
            QueueUrl: deps.queueUrl,
            MessageBody: queueBody(task),
            DelaySeconds: delaySeconds,
          }),
        );
      } catch (cause) {
        const { type, appId } = task;
        const details = { type, appId };
        throw new AppError("unavailable", "the queue of account tasks refused one", {
          retryable: true,
          cause,
          details,
        });
      }
    },
  };
}
