import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { AppError } from "../../kernel/domain/errors.ts";
import { queueBody } from "../../platform/sqs/queue-body.ts";
import { queueAt } from "../../platform/sqs/queue-url.ts";
import type { TargetQueues } from "../application/ports/target-queues.ts";

/**
 * Queues of others, as far as the deployment allows them.
 *
 * @param allowed ARNs
 * @param clientIn the client of a region
 */
export function createSqsTargetQueues(deps: {
  readonly allowed: readonly string[];
  readonly clientIn: (region: string) => SQSClient;
}): TargetQueues {
  const allowed = new Set(deps.allowed);
  return {
    async send(arn, { id, group, body }) {
      if (!allowed.has(arn)) {
        throw new AppError("refused", "the deployment does not allow this queue (routingQueues)", { details: { arn } });
      }
      const { region, url } = queueAt(arn);
      try {
        await deps.clientIn(region).send(
          new SendMessageCommand({
            QueueUrl: url,
            MessageBody: queueBody(body),
            ...(arn.endsWith(".fifo") ? { MessageGroupId: group, MessageDeduplicationId: id } : {}),
          }),
        );
      } catch (cause) {
        throw new AppError("unavailable", "a queue did not take a message", {
          retryable: true,
          cause,
          details: { arn },
        });
      }
    },
  };
}
