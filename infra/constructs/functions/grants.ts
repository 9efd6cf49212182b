import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Key } from "aws-cdk-lib/aws-kms";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Stack } from "aws-cdk-lib/core";
import { ENV, type SealPurpose } from "../../../shared/names.ts";
import type { AlertTopic } from "../alert-topic.ts";
import { writeQueueArns } from "../queue-arns.ts";

type Statement = {
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
};

/**
 * What a function may do with one resource, and the environment variable by which it finds it: never one without the
 * other.
 */
export type Grant = {
  readonly statements: readonly Statement[];
  readonly environment: Readonly<Record<string, string>>;
  /** Why a resource of the statements has a wildcard: the rule of cdk-nag that finds it, and the answer. */
  readonly wildcard?: { readonly id: string; readonly reason: string };
};

type Variable = (typeof ENV)[keyof typeof ENV];
/**
 * Joined writes need `PartiQLInsert` and `PartiQLUpdate` beside `PutItem` and `UpdateItem`, which they fall back to.
 */
type ItemAction =
  | "BatchGetItem"
  | "GetItem"
  | "PutItem"
  | "PartiQLInsert"
  | "PartiQLUpdate"
  | "UpdateItem"
  | "DeleteItem"
  | "Query";

/**
 * Item actions on a table; `indexes` may be queried as well. A function that writes on a condition needs `GetItem` too:
 * the adapters read the item that stood in the way where DynamoDB did not return it.
 */
export function onTable(
  table: Table,
  variable: Variable,
  actions: readonly ItemAction[],
  indexes: readonly string[] = [],
): Grant {
  const items = { actions: actions.map((action) => `dynamodb:${action}`), resources: [table.tableArn] };
  const queries = {
    actions: ["dynamodb:Query"],
    resources: indexes.map((index) => `${table.tableArn}/index/${index}`),
  };
  return {
    statements: [...(actions.length > 0 ? [items] : []), ...(indexes.length > 0 ? [queries] : [])],
    environment: { [variable]: table.tableName },
  };
}

/**
 * Item actions on the rows of a table whose partition keys begin with `prefix`. For functions that anybody may call: a
 * fault in one of them opens no other row. DynamoDB gives the key of every request that names an item:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function onRows(table: Table, variable: Variable, prefix: string, actions: readonly ItemAction[]): Grant {
  const { statements, environment } = onTable(table, variable, actions);
  const conditions = { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`${prefix}*`] } };
  return { statements: statements.map((statement) => ({ ...statement, conditions })), environment };
}

/** As `onRows`, on the rows of whole partitions, by their names. */
export function onPartitions(
  table: Table,
  variable: Variable,
  partitions: readonly string[],
  actions: readonly ItemAction[],
): Grant {
  const { statements, environment } = onTable(table, variable, actions);
  const conditions = { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": partitions } };
  return { statements: statements.map((statement) => ({ ...statement, conditions })), environment };
}

/** Sending to a queue (batches included), or moving the visibility of messages in it. */
export function onQueue(queue: Queue, variable: Variable, action: "SendMessage" | "ChangeMessageVisibility"): Grant {
  return {
    statements: [{ actions: [`sqs:${action}`], resources: [queue.queueArn] }],
    environment: { [variable]: queue.queueUrl },
  };
}

/** Sending to queues whose ARNs the function reads elsewhere. */
export function sendsToAny(queues: readonly Queue[]): Grant {
  return {
    statements: [{ actions: ["sqs:SendMessage"], resources: queues.map(({ queueArn }) => queueArn) }],
    environment: {},
  };
}

/** Emptying queues, which the function finds as `name=url`, separated by blanks. */
export function drains(queues: Readonly<Record<string, Queue>>, variable: Variable): Grant {
  const all = Object.entries(queues);
  return {
    statements: [
      {
        actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
        resources: all.map(([, { queueArn }]) => queueArn),
      },
    ],
    environment: { [variable]: all.map(([name, { queueUrl }]) => `${name}=${queueUrl}`).join(" ") },
  };
}

/** Sending to queues of others, by their ARNs. */
export function sendsTo(arns: readonly string[]): Grant {
  return {
    statements: arns.length > 0 ? [{ actions: ["sqs:SendMessage"], resources: [...arns] }] : [],
    environment: { [ENV.routingQueues]: writeQueueArns(arns) },
  };
}

export function readsSecret(secret: Secret, variable: Variable): Grant {
  return {
    statements: [{ actions: ["secretsmanager:GetSecretValue"], resources: [secret.secretArn] }],
    environment: { [variable]: secret.secretArn },
  };
}

type SealKey = Pick<Key, "keyArn">;

/** Sealing for some purposes, which needs data keys of KMS. The purpose is the encryption context of every call. */
export function seals(key: SealKey, purposes: readonly SealPurpose[]): Grant {
  return underKey(key, "kms:GenerateDataKey", purposes);
}

/** Opening what was sealed for some purposes: a fault in the function opens nothing else. */
export function opens(key: SealKey, purposes: readonly SealPurpose[]): Grant {
  return underKey(key, "kms:Decrypt", purposes);
}

function underKey({ keyArn }: SealKey, action: string, purposes: readonly SealPurpose[]): Grant {
  const conditions = { StringEquals: { "kms:EncryptionContext:purpose": purposes } };
  return {
    statements: [{ actions: [action], resources: [keyArn], conditions }],
    environment: { [ENV.sealKeyArn]: keyArn },
  };
}

export function publishesAlerts({ arn, keyArn }: AlertTopic): Grant {
  const encrypts = { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: keyArn === undefined ? [] : [keyArn] };
  return {
    statements: [{ actions: ["sns:Publish"], resources: [arn] }, ...(keyArn === undefined ? [] : [encrypts])],
    environment: { [ENV.alertTopicArn]: arn },
  };
}

export function putsEvents(bus: EventBus): Grant {
  return {
    statements: [{ actions: ["events:PutEvents"], resources: [bus.eventBusArn] }],
    environment: { [ENV.eventBusName]: bus.eventBusName },
  };
}

/** The bodies' ARN, as the nag rule writes it: a reference to the output of the other stack. */
const bodiesArn = (bodies: Bucket) =>
  JSON.stringify({
    "Fn::GetStackOutput": {
      StackName: Stack.of(bodies).stackName,
      Region: { Ref: "AWS::Region" },
      OutputName: "PublishOutputFnGetAttBodiesBucketArn",
    },
  });

/** Actions on the bodies whose keys begin with `prefix`; on all where it is left out. */
export function onBodies(
  bodies: Bucket,
  actions: readonly ("GetObject" | "PutObject" | "DeleteObject")[],
  prefix = "",
): Grant {
  return {
    statements: [{ actions: actions.map((action) => `s3:${action}`), resources: [bodies.arnForObjects(`${prefix}*`)] }],
    environment: { [ENV.bodiesBucket]: bodies.bucketName },
    wildcard: {
      id: `AwsSolutions-IAM5[Resource::${bodiesArn(bodies)}/${prefix}*]`,
      reason: `Every object ${prefix === "" ? "of this bucket" : `below ${prefix}`} is a body, under a name made when it is stored.`,
    },
  };
}
