import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { AppError } from "../../kernel/domain/errors.ts";
import { queueBody } from "../../platform/sqs/queue-body.ts";
import type { AlertFlushes } from "../application/ports/flush-plans.ts";

/** Flush messages on the queue `alerts` itself, each with its delay. */
export function createSqsAlertFlushes(deps: { readonly client: SQSClient; readonly queueUrl: string }): AlertFlushes {
  return {
    async request(due, delaySeconds) {
      try {
        await deps.client.send(
          new SendMessageCommand({
            QueueUrl: deps.queueUrl,
            MessageBody: queueBody({ type: "flush", due }),
            DelaySeconds: delaySeconds,
          }),
        );
      } catch (cause) {
        throw new AppError("unavailable", "the queue of alerts did not accept a flush", { retryable: true, cause });
      }
    },
  };
}
