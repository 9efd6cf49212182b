import * as z from "zod";
import type { ReceivedMessage } from "../../sqs/messages/hand-out.ts";

/** The event that Lambda makes of a batch. Source: "Using Lambda with Amazon SQS" in the AWS Lambda developer guide. */
export function toSqsEvent(messages: readonly ReceivedMessage[], queueArn: string, region: string): object {
  return {
    Records: messages.map((message) => ({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes,
      messageAttributes: attributesOf(message.MessageAttributes),
      ...(message.MD5OfMessageAttributes === undefined
        ? {}
        : { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
      md5OfBody: message.MD5OfBody,
      eventSource: "aws:sqs",
      eventSourceARN: queueArn,
      awsRegion: region,
    })),
  };
}

function attributesOf(attributes: ReceivedMessage["MessageAttributes"]): object {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue === undefined ? {} : { stringValue: StringValue }),
        ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  );
}

const responseSchema = z
  .object({
    batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
  })
  .nullish();

/**
 * Which messages of a batch a function's answer reports as failed. Nothing, `{}` and an empty list are a success;
 * an answer of another shape, or one that names an unknown message, fails the whole batch.
 * Source: "Handling errors for an SQS event source in Lambda" in the AWS Lambda developer guide.
 */
export function failedMessageIds(payload: unknown, messageIds: readonly string[]): ReadonlySet<string> {
  const response = responseSchema.safeParse(payload);
  const failed = response.data?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier) ?? [];
  const valid = response.success && failed.every((id) => messageIds.includes(id));
  return new Set(valid ? failed : messageIds);
}
