import { invalidAttributeName, queueDoesNotExist } from "../errors.ts";
import { type ActionContext, nameOf, on } from "./action.ts";
import { pageOf } from "./render.ts";
import { requests } from "./schemas.ts";

const QUEUE_ATTRIBUTES = new Set([
  ...["QueueArn", "Policy", "VisibilityTimeout", "MaximumMessageSize", "MessageRetentionPeriod", "DelaySeconds"],
  ...["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"],
  ...["CreatedTimestamp", "LastModifiedTimestamp", "ReceiveMessageWaitTimeSeconds", "RedrivePolicy", "FifoQueue"],
  ...["ContentBasedDeduplication", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "DeduplicationScope"],
  ...["FifoThroughputLimit", "RedriveAllowPolicy", "SqsManagedSseEnabled", "All"],
]);

/** The actions on queues themselves. */
export function queueActions(context: ActionContext) {
  const { engine, toUrl } = context;
  return {
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
      const attributes = queueAttributes(context, nameOf(input), input.AttributeNames ?? []);
      return Object.keys(attributes).length > 0 ? { Attributes: attributes } : {};
    }),
    SetQueueAttributes: on(requests.SetQueueAttributes, (input) =>
      engine.setQueueAttributes(nameOf(input), input.Attributes),
    ),
    PurgeQueue: on(requests.PurgeQueue, (input) => engine.purgeQueue(nameOf(input))),
    ListDeadLetterSourceQueues: on(requests.ListDeadLetterSourceQueues, (input) => {
      const sources = engine.listDeadLetterSourceQueues(nameOf(input));
      const [names, more] = pageOf(sources, input.MaxResults, input.NextToken);
      return { queueUrls: names.map(toUrl), ...more };
    }),
    TagQueue: on(requests.TagQueue, (input) => engine.tagQueue(nameOf(input), input.Tags)),
    UntagQueue: on(requests.UntagQueue, (input) => engine.untagQueue(nameOf(input), input.TagKeys)),
    ListQueueTags: on(requests.ListQueueTags, (input) => ({ Tags: engine.listQueueTags(nameOf(input)) })),
  };
}

function queueAttributes(
  { engine, toArn }: ActionContext,
  name: string,
  wanted: readonly string[],
): Record<string, string> {
  for (const attribute of wanted) if (!QUEUE_ATTRIBUTES.has(attribute)) throw invalidAttributeName(attribute);
  const all = { QueueArn: toArn(name), ...engine.getQueueAttributes(name) };
  if (wanted.includes("All")) return all;
  return Object.fromEntries(Object.entries(all).filter(([attribute]) => wanted.includes(attribute)));
}
