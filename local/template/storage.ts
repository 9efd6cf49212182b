import * as z from "zod";
import type { BucketModel, KeyModel, QueueModel, SecretModel, TableModel, TopicModel } from "./model.ts";
import { flag, notEmulated, propertiesOf, type Resources } from "./resources.ts";

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }));

const tableSchema = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.object({
          ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: flag }).optional(),
  StreamSpecification: notEmulated("table streams"),
  LocalSecondaryIndexes: notEmulated("local secondary indexes"),
});

export function tableModels(resources: Resources): TableModel[] {
  return resources.all("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable").map((resource) => ({
    name: resource.name,
    arn: resource.arn,
    properties: { TableName: resource.name, ...propertiesOf(resource, tableSchema) },
  }));
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const queueSchema = z.object({
  FifoQueue: scalar.optional(),
  ContentBasedDeduplication: scalar.optional(),
  DeduplicationScope: scalar.optional(),
  FifoThroughputLimit: scalar.optional(),
  VisibilityTimeout: scalar.optional(),
  MessageRetentionPeriod: scalar.optional(),
  DelaySeconds: scalar.optional(),
  ReceiveMessageWaitTimeSeconds: scalar.optional(),
  MaximumMessageSize: scalar.optional(),
  RedrivePolicy: z.record(z.string(), z.unknown()).optional(),
});

/** Dead-letter queues come before the queues that point to them. */
export function queueModels(resources: Resources): QueueModel[] {
  const models = resources.all("AWS::SQS::Queue").map((resource) => {
    const { RedrivePolicy, ...plain } = propertiesOf(resource, queueSchema);
    const attributes: Record<string, string> = {};
    for (const [key, value] of Object.entries(plain)) if (value !== undefined) attributes[key] = value;
    if (RedrivePolicy) attributes.RedrivePolicy = JSON.stringify(RedrivePolicy);
    return { name: resource.name, arn: resource.arn, url: resource.ref, attributes };
  });
  return models.sort((a, b) => Number("RedrivePolicy" in a.attributes) - Number("RedrivePolicy" in b.attributes));
}

const bucketSchema = z.object({
  NotificationConfiguration: notEmulated("bucket notifications"),
});

export function bucketModels(resources: Resources): BucketModel[] {
  return resources.all("AWS::S3::Bucket").map((resource) => {
    propertiesOf(resource, bucketSchema);
    return { name: resource.name };
  });
}

export function secretModels(resources: Resources): SecretModel[] {
  return resources.all("AWS::SecretsManager::Secret").map(({ name, arn, logicalId }) => ({ name, arn, logicalId }));
}

const topicSchema = z.object({
  KmsMasterKeyId: z.string().optional(),
  FifoTopic: notEmulated("FIFO topics"),
  Subscription: notEmulated("subscriptions of topics"),
});

export function topicModels(resources: Resources): TopicModel[] {
  return resources.all("AWS::SNS::Topic").map((resource) => {
    const { KmsMasterKeyId: key } = propertiesOf(resource, topicSchema);
    const keyArn = key === undefined ? undefined : resources.named(key, "AWS::KMS::Key").arn;
    return { name: resource.name, arn: resource.arn, keyArn };
  });
}

const masterKeySchema = z.object({
  Description: z.string().default(""),
  Enabled: flag.default(true).refine((enabled) => enabled, "disabled keys: not emulated"),
  KeySpec: z.literal("SYMMETRIC_DEFAULT", { error: "asymmetric and HMAC keys: not emulated" }).optional(),
});
const aliasSchema = z.object({ AliasName: z.string().startsWith("alias/"), TargetKeyId: z.string() });

export function keyModels(resources: Resources): KeyModel[] {
  const aliases = resources.all("AWS::KMS::Alias").map((resource) => {
    const { AliasName, TargetKeyId } = propertiesOf(resource, aliasSchema);
    return { alias: AliasName, key: resources.named(TargetKeyId, "AWS::KMS::Key").ref };
  });
  return resources.all("AWS::KMS::Key").map((resource) => ({
    id: resource.ref,
    description: propertiesOf(resource, masterKeySchema).Description,
    aliases: aliases.flatMap(({ alias, key }) => (key === resource.ref ? [alias] : [])),
  }));
}
