import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
  ListBucketsCommand,
} from "@aws-sdk/client-s3";
import * as z from "zod";
import { type AwsCalls, type Json, listOf, objectOf, textOf } from "../cloud/aws-calls.ts";
import { withS3 } from "../cloud/s3.ts";
import { pick, type Rows, without } from "./row.ts";

/** A rule as CloudFormation writes it. */
function lifecycleRule({ Expiration, AbortIncompleteMultipartUpload, ...rule }: LifecycleRule): Json {
  return {
    ...(rule.Status === undefined ? {} : { Status: rule.Status }),
    ...(Expiration?.Days === undefined ? {} : { ExpirationInDays: Expiration.Days }),
    ...(AbortIncompleteMultipartUpload === undefined ? {} : { AbortIncompleteMultipartUpload }),
    ...(rule.Filter?.Prefix ? { Prefix: rule.Filter.Prefix } : {}),
  };
}

/** Those of AWS's own keys are left out: every account has them. */
async function aliases(aws: AwsCalls): Promise<Json[]> {
  const all = listOf(await aws.call("kms", "ListAliases", {}), "Aliases");
  return all.filter((alias) => !textOf(alias, "AliasName").startsWith("alias/aws/"));
}

export const OBJECTS: Rows = {
  "AWS::S3::Bucket": {
    read: (aws, Bucket) =>
      withS3(aws, async (s3) => {
        const [encryption, lifecycle, block, logging] = await Promise.all([
          s3.send(new GetBucketEncryptionCommand({ Bucket })),
          s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
          s3.send(new GetPublicAccessBlockCommand({ Bucket })),
          s3.send(new GetBucketLoggingCommand({ Bucket })),
        ]);
        const { TargetBucket, TargetPrefix } = logging.LoggingEnabled ?? {};
        return {
          BucketEncryption: {
            ServerSideEncryptionConfiguration: (encryption.ServerSideEncryptionConfiguration?.Rules ?? []).map(
              (rule) => ({ ServerSideEncryptionByDefault: rule.ApplyServerSideEncryptionByDefault }),
            ),
          },
          LifecycleConfiguration: { Rules: (lifecycle.Rules ?? []).map(lifecycleRule) },
          PublicAccessBlockConfiguration: block.PublicAccessBlockConfiguration,
          ...(TargetBucket === undefined
            ? {}
            : {
                LoggingConfiguration: {
                  DestinationBucketName: TargetBucket,
                  ...(TargetPrefix ? { LogFilePrefix: TargetPrefix } : {}),
                },
              }),
        };
      }),
    list: (aws) =>
      withS3(aws, async (s3) =>
        ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => `${Name}`),
      ),
  },
  "AWS::S3::BucketPolicy": {
    read: (aws, _, { Bucket }) =>
      withS3(aws, async (s3) => {
        const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: z.string().parse(Bucket) }));
        return { Bucket, PolicyDocument: JSON.parse(Policy ?? "") };
      }),
  },
  "AWS::SecretsManager::Secret": {
    async read(aws, arn, { SecretString, GenerateSecretString }) {
      const secret = await aws.call("secretsmanager", "DescribeSecret", { SecretId: arn });
      const value = await aws.call("secretsmanager", "GetSecretValue", { SecretId: arn });
      textOf(value, "SecretString");
      // People put the keys in later: the template's value is only the first one, and contents are compared elsewhere.
      return {
        ...pick({ SecretString, GenerateSecretString }, "SecretString", "GenerateSecretString"),
        ...pick(secret, "Description"),
      };
    },
    list: async (aws) =>
      listOf(await aws.call("secretsmanager", "ListSecrets", {}), "SecretList").map((secret) => textOf(secret, "ARN")),
  },
  "AWS::KMS::Key": {
    async read(aws, id) {
      const [described, policy, rotation] = await Promise.all([
        aws.call("kms", "DescribeKey", { KeyId: id }),
        aws.call("kms", "GetKeyPolicy", { KeyId: id, PolicyName: "default" }),
        aws.call("kms", "GetKeyRotationStatus", { KeyId: id }),
      ]);
      const key = objectOf(described, "KeyMetadata");
      if (key.KeyState !== "Enabled") throw new Error(`the key is ${key.KeyState}`);
      return {
        ...pick(key, "Description"),
        EnableKeyRotation: rotation.KeyRotationEnabled,
        KeyPolicy: JSON.parse(textOf(policy, "Policy")),
      };
    },
    defaults: { EnableKeyRotation: false },
    list: async (aws) => listOf(await aws.call("kms", "ListKeys", {}), "Keys").map((key) => textOf(key, "KeyId")),
  },
  "AWS::KMS::Alias": {
    async read(aws, name) {
      const found = (await aliases(aws)).find(({ AliasName }) => AliasName === name);
      if (!found) throw new Error("the alias is not there");
      const key = await aws.call("kms", "DescribeKey", { KeyId: textOf(found, "TargetKeyId") });
      return { ...pick(found, "AliasName"), TargetKeyId: objectOf(key, "KeyMetadata").Arn };
    },
    list: async (aws) => (await aliases(aws)).map((alias) => textOf(alias, "AliasName")),
  },
  "AWS::KinesisFirehose::DeliveryStream": {
    async read(aws, name) {
      const answer = await aws.call("firehose", "DescribeDeliveryStream", { DeliveryStreamName: name });
      const stream = objectOf(answer, "DeliveryStreamDescription");
      const [destination] = listOf(stream, "Destinations");
      return {
        ...pick(stream, "DeliveryStreamType"),
        ...(stream.DeliveryStreamEncryptionConfiguration === undefined
          ? {}
          : {
              DeliveryStreamEncryptionConfigurationInput: pick(
                objectOf(stream, "DeliveryStreamEncryptionConfiguration"),
                "KeyType",
                "KeyARN",
              ),
            }),
        ExtendedS3DestinationConfiguration: without(
          objectOf(destination, "ExtendedS3DestinationDescription"),
          "S3BackupMode",
        ),
      };
    },
    defaults: { DeliveryStreamType: "DirectPut" },
    list: async (aws) =>
      z.array(z.string()).parse((await aws.call("firehose", "ListDeliveryStreams", {})).DeliveryStreamNames),
  },
};
