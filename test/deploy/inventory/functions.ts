import { createHash } from "node:crypto";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import * as z from "zod";
import { type AwsCalls, type Json, listOf, objectOf, textOf } from "../cloud/aws-calls.ts";
import { withS3 } from "../cloud/s3.ts";
import { pick, type Rows } from "./row.ts";

const asset = z.object({ S3Bucket: z.string(), S3Key: z.string() });

/** The template's `Code`, if the function really runs what lies there; the digest that it runs otherwise. */
async function codeOf(aws: AwsCalls, wanted: unknown, sha256: string): Promise<unknown> {
  const { S3Bucket, S3Key } = asset.parse(wanted);
  const published = await withS3(aws, async (s3) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: S3Bucket, Key: S3Key }));
    return createHash("sha256")
      .update((await Body?.transformToByteArray()) ?? "")
      .digest("base64");
  });
  return sha256 === published ? wanted : { sha256 };
}

/** Where a function is in no VPC, Lambda shows one without subnets. */
function networkOf({ VpcConfig }: Json): Json {
  const { SubnetIds = [], SecurityGroupIds }: Json = Object(VpcConfig);
  return Array.isArray(SubnetIds) && SubnetIds.length > 0 ? { VpcConfig: { SubnetIds, SecurityGroupIds } } : {};
}

const functionPath = (name: unknown) => `/2015-03-31/functions/${encodeURIComponent(z.string().parse(name))}`;

export const FUNCTIONS: Rows = {
  "AWS::Lambda::Function": {
    async read(aws, name, { Code }) {
      const answer = await aws.get("lambda", functionPath(name));
      const found = objectOf(answer, "Configuration");
      const concurrency: Json = { ...(answer?.Concurrency ?? {}) };
      return {
        ...pick(
          found,
          "Architectures",
          "Description",
          "Environment",
          "Handler",
          "MemorySize",
          "Role",
          "Runtime",
          "Timeout",
        ),
        ...pick(concurrency, "ReservedConcurrentExecutions"),
        ...networkOf(found),
        Code: await codeOf(aws, Code, textOf(found, "CodeSha256")),
      };
    },
    unseen: {
      LoggingConfig: "moto's Lambda keeps no logging configuration",
      RecursiveLoop: "moto's Lambda has no PutFunctionRecursionConfig",
    },
    list: async (aws) =>
      listOf(await aws.get("lambda", "/2015-03-31/functions"), "Functions").map((one) => textOf(one, "FunctionName")),
  },
  "AWS::Lambda::EventSourceMapping": {
    async read(aws, uuid) {
      const found = await aws.get("lambda", `/2015-03-31/event-source-mappings/${uuid}`);
      return {
        ...pick(
          found ?? {},
          "BatchSize",
          "EventSourceArn",
          "FunctionResponseTypes",
          "MaximumBatchingWindowInSeconds",
          "ScalingConfig",
        ),
        FunctionName: textOf(found, "FunctionArn").split(":").at(-1),
      };
    },
    defaults: { MaximumBatchingWindowInSeconds: 0 },
    list: async (aws) =>
      listOf(await aws.get("lambda", "/2015-03-31/event-source-mappings"), "EventSourceMappings").map((one) =>
        textOf(one, "UUID"),
      ),
  },
  "AWS::Lambda::EventInvokeConfig": {
    async read(aws, _, { FunctionName, Qualifier }) {
      const found = await aws.get("lambda", `/2019-09-25/functions/${FunctionName}/event-invoke-config`);
      const names = ["DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts"];
      return { FunctionName, Qualifier, ...pick(found ?? {}, ...names) };
    },
  },
  "AWS::Lambda::Permission": {
    async read(aws, id, { FunctionName }) {
      const name = z.string().parse(FunctionName).split(":").at(-1);
      const answer = await aws.get("lambda", `${functionPath(name)}/policy`);
      const statements = listOf(JSON.parse(textOf(answer, "Policy")), "Statement");
      const statement = statements.find(({ Sid }) => Sid === id);
      if (!statement) throw new Error(`the policy of ${name} has no statement ${id}`);
      const { Principal, Condition } = statement;
      return {
        Action: statement.Action,
        FunctionName,
        Principal: typeof Principal === "object" ? objectOf(statement, "Principal").Service : Principal,
        ...(Condition === undefined
          ? {}
          : { SourceArn: objectOf(objectOf(statement, "Condition"), "ArnLike")["AWS:SourceArn"] }),
      };
    },
  },
};
