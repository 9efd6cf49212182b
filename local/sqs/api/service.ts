import type * as z from "zod";
import { AwsError, type AwsService } from "../../aws/service.ts";
import type { SqsEngine } from "../engine.ts";
import { invalidAttributeName, invalidParameter, missingParameter, queueDoesNotExist } from "../errors.ts";
import { queueNameIn } from "../queues/attributes.ts";
import { pageOf, renderMessage, renderMoveTask } from "./render.ts";
import { requests } from "./schemas.ts";

/** Where the queues pretend to be. */
export type SqsServiceOptions = {
  accountId: string;
  region: string;
  /** URL in front of `/<account>/<queue>`, without a slash at the end. */
  baseUrl: string;
};

type Action = (input: Record<string, unknown>, signal: AbortSignal) => object | Promise<object>;

const QUEUE_ATTRIBUTES = new Set([
  ...["QueueArn", "Policy", "VisibilityTimeout", "MaximumMessageSize", "MessageRetentionPeriod", "DelaySeconds"],
  ...["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"],
  ...["CreatedTimestamp", "LastModifiedTimestamp", "ReceiveMessageWaitTimeSeconds", "RedrivePolicy", "FifoQueue"],
  ...["ContentBasedDeduplication", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "DeduplicationScope"],
  ...["FifoThroughputLimit", "RedriveAllowPolicy", "SqsManagedSseEnabled", "All"],
]);

/** Reads the input of an action. @throws AwsError MissingParameter, InvalidParameterValue */
function parse<S extends z.ZodType>(schema: S, input: Record<string, unknown>): z.infer<S> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".") ?? "";
  if (issue?.code === "invalid_type" && issue.input === undefined) throw missingParameter(path);
  throw invalidParameter(`Value for parameter ${path} is invalid. Reason: ${issue?.message}`);
}

/** An action that reads its input by `schema`; one that has nothing to say answers an empty object. */
const on =
  <S extends z.ZodType>(schema: S, work: (input: z.infer<S>, signal: AbortSignal) => unknown): Action =>
  async (input, signal) => {
    const output = await work(parse(schema, input), signal);
    return typeof output === "object" && output !== null ? output : {};
  };

/**
 * The SQS JSON protocol over an engine. A queue is found by the last part of any QueueUrl, whatever host it names.
 */
export function createSqsService(engine: SqsEngine, options: SqsServiceOptions): AwsService {
  const toUrl = (name: string) => `${options.baseUrl}/${options.accountId}/${name}`;
  const toArn = (name: string) => `arn:aws:sqs:${options.region}:${options.accountId}:${name}`;
  const nameOf = (input: { QueueUrl: string }) => queueNameIn(input.QueueUrl);

  function queueAttributes(name: string, wanted: string[]): Record<string, string> {
    for (const attribute of wanted) if (!QUEUE_ATTRIBUTES.has(attribute)) throw invalidAttributeName(attribute);
    const all = { QueueArn: toArn(name), ...engine.getQueueAttributes(name) };
    if (wanted.includes("All")) return all;
    return Object.fromEntries(Object.entries(all).filter(([attribute]) => wanted.includes(attribute)));
  }

  const actions: Record<keyof typeof requests, Action> = {
    CreateQueue: on(requests.CreateQueue, (input) => {
      engine.createQueue(input.QueueName, input.Attributes, input.tags);
      return { QueueUrl: toUrl(input.QueueName) };
    }),
    DeleteQueue: on(requests.DeleteQueue, (input) => engine.deleteQueue(nameOf(input))),
    GetQueueUrl: on(requests.GetQueueUrl, (input) => {
      if (!engine.listQueues(input.QueueName).includes(input.QueueName)) throw queueDoesNotExist();
      return { QueueUrl: toUrl(input.QueueName) };
    }),
    ListQueues: on(requests.ListQueues, (input) => {
      const [names, more] = pageOf(engine.listQueues(input.QueueNamePrefix), input.MaxResults, input.NextToken);
      return { ...(names.length > 0 && { QueueUrls: names.map(toUrl) }), ...more };
    }),
    GetQueueAttributes: on(requests.GetQueueAttributes, (input) => {
      const attributes = queueAttributes(nameOf(input), input.AttributeNames ?? []);
      return Object.keys(attributes).length > 0 ? { Attributes: attributes } : {};
    }),
    SetQueueAttributes: on(requests.SetQueueAttributes, (input) =>
      engine.setQueueAttributes(nameOf(input), input.Attributes),
    ),
    SendMessage: on(requests.SendMessage, (input) => engine.sendMessage(nameOf(input), input)),
    SendMessageBatch: on(requests.SendMessageBatch, (input) => engine.sendMessageBatch(nameOf(input), input.Entries)),
    ReceiveMessage: on(requests.ReceiveMessage, async (input, signal) => {
      const messages = await engine.receiveMessages(nameOf(input), {
        max: input.MaxNumberOfMessages ?? 1,
        waitSeconds: input.WaitTimeSeconds,
        visibilityTimeout: input.VisibilityTimeout,
        signal,
      });
      return messages.length > 0 ? { Messages: messages.map((message) => renderMessage(message, input, toArn)) } : {};
    }),
    DeleteMessage: on(requests.DeleteMessage, (input) => engine.deleteMessage(nameOf(input), input.ReceiptHandle)),
    DeleteMessageBatch: on(requests.DeleteMessageBatch, (input) =>
      engine.deleteMessageBatch(nameOf(input), input.Entries),
    ),
    ChangeMessageVisibility: on(requests.ChangeMessageVisibility, (input) =>
      engine.changeMessageVisibility(nameOf(input), input.ReceiptHandle, input.VisibilityTimeout),
    ),
    ChangeMessageVisibilityBatch: on(requests.ChangeMessageVisibilityBatch, (input) =>
      engine.changeMessageVisibilityBatch(nameOf(input), input.Entries),
    ),
    PurgeQueue: on(requests.PurgeQueue, (input) => engine.purgeQueue(nameOf(input))),
    ListDeadLetterSourceQueues: on(requests.ListDeadLetterSourceQueues, (input) => {
      const sources = engine.listDeadLetterSourceQueues(nameOf(input));
      const [names, more] = pageOf(sources, input.MaxResults, input.NextToken);
      return { queueUrls: names.map(toUrl), ...more };
    }),
    StartMessageMoveTask: on(requests.StartMessageMoveTask, (input) => {
      const destination = input.DestinationArn && queueNameIn(input.DestinationArn);
      const source = queueNameIn(input.SourceArn);
      return { TaskHandle: engine.startMessageMoveTask(source, destination, input.MaxNumberOfMessagesPerSecond) };
    }),
    ListMessageMoveTasks: on(requests.ListMessageMoveTasks, (input) => {
      const tasks = engine.listMessageMoveTasks(queueNameIn(input.SourceArn)).slice(0, input.MaxResults ?? 1);
      return { Results: tasks.map((task) => renderMoveTask(task, toArn)) };
    }),
    CancelMessageMoveTask: on(requests.CancelMessageMoveTask, (input) => ({
      ApproximateNumberOfMessagesMoved: engine.cancelMessageMoveTask(input.TaskHandle),
    })),
    TagQueue: on(requests.TagQueue, (input) => engine.tagQueue(nameOf(input), input.Tags)),
    UntagQueue: on(requests.UntagQueue, (input) => engine.untagQueue(nameOf(input), input.TagKeys)),
    ListQueueTags: on(requests.ListQueueTags, (input) => ({ Tags: engine.listQueueTags(nameOf(input)) })),
  };

  return {
    targetPrefix: "AmazonSQS",
    contentType: "application/x-amz-json-1.0",
    async handle(action, input, signal) {
      if (!isAction(action)) {
        throw new AwsError("InvalidAction", `The action ${action} is not valid for this endpoint.`, {
          queryCode: "InvalidAction",
        });
      }
      return actions[action](input, signal);
    },
  };
}

const isAction = (action: string): action is keyof typeof requests => Object.hasOwn(requests, action);
