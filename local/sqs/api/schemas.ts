import * as z from "zod";

/** The shapes of the SQS JSON protocol, as far as this engine reads them. Binary values are base64 texts. */
const messageAttribute = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});
const messageAttributes = z.record(z.string(), messageAttribute);
export type MessageAttribute = z.infer<typeof messageAttribute>;
export type MessageAttributes = z.infer<typeof messageAttributes>;

const outgoing = z.object({
  MessageBody: z.string(),
  DelaySeconds: z.int().optional(),
  MessageAttributes: messageAttributes.optional(),
  MessageSystemAttributes: messageAttributes.optional(),
  MessageDeduplicationId: z.string().optional(),
  MessageGroupId: z.string().optional(),
});
/** A message to send. */
export type OutgoingMessage = z.infer<typeof outgoing>;

const outgoingEntry = outgoing.extend({ Id: z.string() });
export type OutgoingEntry = z.infer<typeof outgoingEntry>;

const deleteEntry = z.object({ Id: z.string(), ReceiptHandle: z.string() });
export type DeleteEntry = z.infer<typeof deleteEntry>;

const visibilityEntry = deleteEntry.extend({ VisibilityTimeout: z.int() });
export type VisibilityEntry = z.infer<typeof visibilityEntry>;

const onQueue = z.object({ QueueUrl: z.string() });
const stringMap = z.record(z.string(), z.string());

/** What each action takes. */
export const requests = {
  CreateQueue: z.object({ QueueName: z.string(), Attributes: stringMap.optional(), tags: stringMap.optional() }),
  DeleteQueue: onQueue,
  GetQueueUrl: z.object({ QueueName: z.string() }),
  ListQueues: z.object({
    QueueNamePrefix: z.string().optional(),
    MaxResults: z.int().optional(),
    NextToken: z.string().optional(),
  }),
  GetQueueAttributes: onQueue.extend({ AttributeNames: z.array(z.string()).optional() }),
  SetQueueAttributes: onQueue.extend({ Attributes: stringMap }),
  SendMessage: onQueue.extend(outgoing.shape),
  SendMessageBatch: onQueue.extend({ Entries: z.array(outgoingEntry) }),
  ReceiveMessage: onQueue.extend({
    AttributeNames: z.array(z.string()).optional(),
    MessageSystemAttributeNames: z.array(z.string()).optional(),
    MessageAttributeNames: z.array(z.string()).optional(),
    MaxNumberOfMessages: z.int().optional(),
    VisibilityTimeout: z.int().optional(),
    WaitTimeSeconds: z.int().optional(),
  }),
  DeleteMessage: onQueue.extend({ ReceiptHandle: z.string() }),
  DeleteMessageBatch: onQueue.extend({ Entries: z.array(deleteEntry) }),
  ChangeMessageVisibility: onQueue.extend({ ReceiptHandle: z.string(), VisibilityTimeout: z.int() }),
  ChangeMessageVisibilityBatch: onQueue.extend({ Entries: z.array(visibilityEntry) }),
  PurgeQueue: onQueue,
  ListDeadLetterSourceQueues: onQueue.extend({ MaxResults: z.int().optional(), NextToken: z.string().optional() }),
  StartMessageMoveTask: z.object({
    SourceArn: z.string(),
    DestinationArn: z.string().optional(),
    MaxNumberOfMessagesPerSecond: z.int().optional(),
  }),
  ListMessageMoveTasks: z.object({ SourceArn: z.string(), MaxResults: z.int().optional() }),
  CancelMessageMoveTask: z.object({ TaskHandle: z.string() }),
  TagQueue: onQueue.extend({ Tags: stringMap }),
  UntagQueue: onQueue.extend({ TagKeys: z.array(z.string()) }),
  ListQueueTags: onQueue,
} as const;

/** The same shape, for attributes that the store kept as JSON. */
export const storedMessageAttributes = messageAttributes;
