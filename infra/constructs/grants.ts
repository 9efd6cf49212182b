import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { ENV } from "../../shared/names.ts";

/** What a function may do with one resource, and the environment variable by which it finds it: never one without the other. */
export type Grant = {
  readonly statements: readonly { readonly actions: string[]; readonly resources: string[] }[];
  readonly environment: Readonly<Record<string, string>>;
};

type Variable = (typeof ENV)[keyof typeof ENV];
type ItemAction = "BatchGetItem" | "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem" | "Query";

/**
 * Item actions on a table; `indexes` may be queried as well. Whoever writes on a condition needs `GetItem` too: the
 * adapters read the item that stood in the way where DynamoDB did not return it.
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

/** Sending to a queue (batches included), or moving the visibility of messages in it. */
export function onQueue(queue: Queue, variable: Variable, action: "SendMessage" | "ChangeMessageVisibility"): Grant {
  return {
    statements: [{ actions: [`sqs:${action}`], resources: [queue.queueArn] }],
    environment: { [variable]: queue.queueUrl },
  };
}

/** Sending to queues of others, by their ARNs. */
export function sendsTo(arns: readonly string[]): Grant {
  return {
    statements: arns.length > 0 ? [{ actions: ["sqs:SendMessage"], resources: [...arns] }] : [],
    environment: { [ENV.routingQueues]: arns.join(",") },
  };
}

export function readsSecret(secret: Secret, variable: Variable): Grant {
  return {
    statements: [{ actions: ["secretsmanager:GetSecretValue"], resources: [secret.secretArn] }],
    environment: { [variable]: secret.secretArn },
  };
}

export function publishesAlerts(topicArn: string): Grant {
  return {
    statements: [{ actions: ["sns:Publish"], resources: [topicArn] }],
    environment: { [ENV.alertTopicArn]: topicArn },
  };
}

export function putsEvents(bus: EventBus): Grant {
  return {
    statements: [{ actions: ["events:PutEvents"], resources: [bus.eventBusArn] }],
    environment: { [ENV.eventBusName]: bus.eventBusName },
  };
}

/** Actions on the objects of a bucket whose keys begin with `prefix`; on all where it is left out. */
export function onObjects(bucket: Bucket, actions: readonly ("GetObject" | "PutObject")[], prefix = ""): Grant {
  return {
    statements: [{ actions: actions.map((action) => `s3:${action}`), resources: [bucket.arnForObjects(`${prefix}*`)] }],
    environment: { [ENV.bodiesBucket]: bucket.bucketName },
  };
}
