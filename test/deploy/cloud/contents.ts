import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { type AwsCalls, type Json, listOf, textOf } from "./aws-calls.ts";
import { withS3 } from "./s3.ts";
import type { Deployed } from "./templates.ts";

/** How something is put into a resource that holds data, and how it is looked at afterwards without changing it. */
type Holder = {
  readonly put: (aws: AwsCalls, id: string, properties: Json) => Promise<unknown>;
  readonly look: (aws: AwsCalls, id: string) => Promise<string>;
};

const KEY = { pk: { S: "deploy-test" }, sk: { S: "kept" } };
const OBJECT = "deploy-test/kept.txt";
const OPERATOR = "ada@example.com";

/** The types whose resources hold what cannot be made again. */
const HOLDERS: Readonly<Record<string, Holder>> = {
  "AWS::DynamoDB::Table": {
    put: (aws, name) => aws.call("dynamodb", "PutItem", { TableName: name, Item: { ...KEY, words: { S: "你好" } } }),
    look: async (aws, name) =>
      JSON.stringify((await aws.call("dynamodb", "GetItem", { TableName: name, Key: KEY })).Item),
  },
  "AWS::SQS::Queue": {
    put: (aws, url, { FifoQueue }) =>
      aws.call("sqs", "SendMessage", {
        QueueUrl: url,
        MessageBody: "你好",
        ...(FifoQueue === true ? { MessageGroupId: "deploy-test", MessageDeduplicationId: "kept" } : {}),
      }),
    // A receive would count towards the dead-letter queue.
    look: async (aws, url) => {
      const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];
      const answer = await aws.call("sqs", "GetQueueAttributes", { QueueUrl: url, AttributeNames: names });
      return JSON.stringify(answer.Attributes);
    },
  },
  "AWS::S3::Bucket": {
    put: (aws, Bucket) => withS3(aws, (s3) => s3.send(new PutObjectCommand({ Bucket, Key: OBJECT, Body: "你好" }))),
    look: (aws, Bucket) =>
      withS3(aws, async (s3) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: OBJECT }));
        return (await Body?.transformToString()) ?? "";
      }),
  },
  "AWS::SecretsManager::Secret": {
    put: (aws, arn) => aws.call("secretsmanager", "PutSecretValue", { SecretId: arn, SecretString: `{"of":"${arn}"}` }),
    look: async (aws, arn) =>
      textOf(await aws.call("secretsmanager", "GetSecretValue", { SecretId: arn }), "SecretString"),
  },
  "AWS::SNS::Topic": {
    put: (aws, arn) =>
      aws.query("sns", "Subscribe", {
        TopicArn: arn,
        Protocol: "https",
        Endpoint: "https://hooks.example.com/alerts",
      }),
    look: async (aws, arn) => {
      const answer = await aws.query("sns", "ListSubscriptionsByTopic", { TopicArn: arn });
      return listOf(answer, "Subscriptions")
        .map((subscription) => textOf(subscription, "Endpoint"))
        .join();
    },
  },
  "AWS::Cognito::UserPool": {
    async put(aws, pool) {
      const operator = { UserPoolId: pool, Username: OPERATOR };
      await aws.call("cognito-idp", "AdminCreateUser", {
        ...operator,
        UserAttributes: [{ Name: "email", Value: OPERATOR }],
      });
      await aws.call("cognito-idp", "AdminAddUserToGroup", { ...operator, GroupName: "operator" });
    },
    async look(aws, pool) {
      const operator = { UserPoolId: pool, Username: OPERATOR };
      const groups = await aws.call("cognito-idp", "AdminListGroupsForUser", operator);
      return listOf(groups, "Groups")
        .map((group) => textOf(group, "GroupName"))
        .join();
    },
  },
};

export const holdsData = ({ type }: Deployed): boolean => type in HOLDERS;

/** What was put into a resource, as it looked right afterwards. */
export type Planted = { readonly resource: Deployed; readonly look: string };

/** Puts something into each of the resources that hold data. */
export async function plant(aws: AwsCalls, deployed: readonly Deployed[]): Promise<Planted[]> {
  const planted: Planted[] = [];
  for (const resource of deployed) {
    const holder = HOLDERS[resource.type];
    if (!holder) continue;
    await holder.put(aws, resource.id, resource.properties);
    planted.push({ resource, look: await holder.look(aws, resource.id) });
  }
  return planted;
}

/** Says whose contents are no longer what was put there. */
export async function compareContents(aws: AwsCalls, planted: readonly Planted[]): Promise<string[]> {
  const lines: string[] = [];
  for (const { resource, look } of planted) {
    const { type, id, stack, logicalId } = resource;
    const found = await HOLDERS[type]?.look(aws, id).catch(String);
    if (found !== look) lines.push(`${stack} ${logicalId} (${type}) holds ${found} instead of ${look}`);
  }
  return lines;
}

/** Says which queue does not give back its message. It receives: call it last. */
export async function compareMessages(aws: AwsCalls, planted: readonly Planted[]): Promise<string[]> {
  const lines: string[] = [];
  for (const { resource } of planted.filter(({ resource }) => resource.type === "AWS::SQS::Queue")) {
    const answer = await aws.call("sqs", "ReceiveMessage", { QueueUrl: resource.id });
    const bodies = listOf(answer, "Messages").map((message) => textOf(message, "Body"));
    if (bodies.join() !== "你好") lines.push(`${resource.logicalId} gives ${JSON.stringify(bodies)}`);
  }
  return lines;
}
