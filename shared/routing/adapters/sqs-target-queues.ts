import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { AppError } from "../../kernel/domain/errors.ts";
import { queueBody } from "../../platform/sqs/queue-body.ts";
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
      const { region, url } = queueOf(arn);
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

/** Queues have their URLs by this form, in every partition. Source: Amazon SQS queue and message identifiers. */
function queueOf(arn: string): { region: string; url: string } {
  const [, partition = "", , region = "", account = "", name = ""] = arn.split(":");
  const domain = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return { region, url: `https://sqs.${region}.${domain}/${account}/${name}` };
}
