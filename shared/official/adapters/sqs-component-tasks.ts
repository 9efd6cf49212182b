import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { AppError } from "../../kernel/domain/errors.ts";
import { queueBody } from "../../platform/sqs/queue-body.ts";
import type { ComponentTasks } from "../application/ports/component-tasks.ts";

/** The standard queue of work on authorizations: one call a task. */
export function createSqsComponentTasks(deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
}): ComponentTasks {
  return {
    async add(task) {
      try {
        await deps.client.send(new SendMessageCommand({ QueueUrl: deps.queueUrl, MessageBody: queueBody(task) }));
      } catch (cause) {
        const details = { type: task.type, ...("componentAppId" in task ? { component: task.componentAppId } : {}) };
        throw new AppError("unavailable", "the queue of work on authorizations refused a task", {
          retryable: true,
          cause,
          details,
        });
      }
    },
  };
}
