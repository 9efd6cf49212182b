import * as z from "zod";
import { type AwsCalls, type Json, listOf, objectOf, textOf } from "../cloud/aws-calls.ts";
import { pick, type Rows, without } from "./row.ts";

/** What a queue shows beside its settings. */
const QUEUE_STATE = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
  "Policy",
  "QueueArn",
] as const;

async function queueAttributes(aws: AwsCalls, url: string) {
  return objectOf(
    await aws.call("sqs", "GetQueueAttributes", { QueueUrl: url, AttributeNames: ["All"] }),
    "Attributes",
  );
}

async function topicAttributes(aws: AwsCalls, arn: string): Promise<Json> {
  const answer = await aws.query("sns", "GetTopicAttributes", { TopicArn: arn });
  const entries = listOf(objectOf(answer, "Attributes"), "entry");
  return Object.fromEntries(entries.map((entry) => [textOf(entry, "key"), entry.value]));
}

/** The policy of each resource that a policy names; all of them are the same. */
async function policyOf(properties: unknown, read: (of: string) => Promise<string>) {
  const names = z.array(z.string()).parse(properties);
  const policies = new Set(await Promise.all(names.map(read)));
  if (policies.size !== 1) throw new Error(`${names.join(", ")} have ${policies.size} policies`);
  return JSON.parse([...policies][0] ?? "");
}

export const QUEUES: Rows = {
  "AWS::SQS::Queue": {
    read: async (aws, url) => without(await queueAttributes(aws, url), ...QUEUE_STATE),
    defaults: {
      DelaySeconds: 0,
      MaximumMessageSize: 1_048_576,
      ReceiveMessageWaitTimeSeconds: 0,
      VisibilityTimeout: 30,
      ContentBasedDeduplication: false,
      MessageRetentionPeriod: 345_600,
    },
    list: async (aws) => z.array(z.string()).parse((await aws.call("sqs", "ListQueues", {})).QueueUrls ?? []),
  },
  "AWS::SQS::QueuePolicy": {
    read: async (aws, _, { Queues }) => ({
      Queues,
      PolicyDocument: await policyOf(Queues, async (url) => textOf(await queueAttributes(aws, url), "Policy")),
    }),
  },
  "AWS::SNS::Topic": {
    read: async (aws, arn) => pick(await topicAttributes(aws, arn), "KmsMasterKeyId", "DisplayName"),
    list: async (aws) =>
      listOf(await aws.query("sns", "ListTopics", {}), "Topics").map((topic) => textOf(topic, "TopicArn")),
  },
  "AWS::SNS::TopicPolicy": {
    read: async (aws, _, { Topics }) => ({
      Topics,
      PolicyDocument: await policyOf(Topics, async (arn) => textOf(await topicAttributes(aws, arn), "Policy")),
    }),
  },
};
