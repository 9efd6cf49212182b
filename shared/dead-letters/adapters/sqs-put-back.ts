import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { AppError } from "../../kernel/domain/errors.ts";
import { queueAt } from "../../platform/sqs/queue-url.ts";
import type { PutBack } from "../application/ports/queues.ts";
import { MARK, writeMark } from "../domain/message.ts";

/**
 * Puts dead letters back on their queues. The mark is the deduplication id: SQS would take the message's own one for a
 * repetition for five minutes.
 */
export function createSqsPutBack({ client }: { readonly client: SQSClient }): PutBack {
  return async ({ queueArn, group, isFifo, body }, mark) => {
    const command = new SendMessageCommand({
      QueueUrl: queueAt(queueArn).url,
      MessageBody: body,
      MessageAttributes: { [MARK]: { DataType: "String", StringValue: writeMark(mark) } },
      ...(group === undefined ? {} : { MessageGroupId: group }),
      ...(isFifo ? { MessageDeduplicationId: writeMark(mark) } : {}),
    });
    try {
      await client.send(command);
    } catch (cause) {
      throw new AppError("unavailable", "the lane did not take the dead letter", {
        retryable: true,
        cause,
        details: { queueArn },
      });
    }
  };
}
