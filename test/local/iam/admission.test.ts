import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { startDynamoEngine } from "../../../local/aws/dynamodb/engine.ts";
import { startDynamoGate } from "../../../local/aws/dynamodb/gate/gate.ts";
import { ensureTables } from "../../../local/aws/dynamodb/tables.ts";
import { createS3Store } from "../../../local/aws/s3/store.ts";
import { createSecretsService } from "../../../local/aws/secrets/service.ts";
import { startAwsServer } from "../../../local/aws/server.ts";
import { createLocalClock } from "../../../local/clock.ts";
import { createEventBus } from "../../../local/events/bus.ts";
import { createAdmission } from "../../../local/iam/admission.ts";
import { createGuard, type Guard } from "../../../local/iam/guard.ts";
import { accessKeyOf } from "../../../local/iam/identity.ts";
import type { Statement } from "../../../local/iam/statement.ts";
import { createSnsService } from "../../../local/sns/service.ts";
import { createTopics } from "../../../local/sns/topics.ts";
import { createSqsService } from "../../../local/sqs/api/service.ts";
import { createSqsEngine } from "../../../local/sqs/engine.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { aFunction } from "../a-function.ts";

const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`;
const allow = (action: string, resource: string, conditions: Statement["conditions"] = []): Statement => ({
  effect: "Allow",
  actions: [action],
  resources: [resource],
  conditions,
});
const rows = (prefix: string) => [
  { operator: "ForAllValues:StringLike", key: "dynamodb:LeadingKeys", values: [`${prefix}*`] },
];
const TOPIC = { name: "alerts", arn: arn("sns", "alerts"), keyArn: arn("kms", "key/1") };
const TABLE = {
  TableName: "state",
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
};
const SESSION = arn("sts", "assumed-role/fixture-role/fixture").replace("us-east-1", "");

/** The embedded services, and clients that sign as a function with `statements` as its policy. */
async function aFunctionWith(...statements: Statement[]) {
  return aThrottledFunctionWith(() => false, ...statements);
}

async function aThrottledFunctionWith(throttles: () => boolean, ...statements: Statement[]) {
  const role = { name: "fixture-role", arn: "arn:aws:iam::000000000000:role/fixture-role", statements };
  const fn = aFunction({ role });
  const lines: string[] = [];
  const guard: Guard = createGuard([fn], (line) => lines.push(line));
  const model = {
    tables: [{ name: "state", arn: arn("dynamodb", "table/state"), properties: TABLE }],
    topics: [TOPIC],
    keys: [],
  };
  const admission = createAdmission(guard, model, throttles);
  const clock = createLocalClock();
  const gate = await startDynamoGate({ engine, refuse: admission.dynamodb });
  const queues = createSqsEngine({ path: ":memory:", clock });
  queues.createQueue("inbound", {});
  const s3 = createS3Store({ dir: temporaryFolder() });
  s3.ensureBucket("bodies");
  const secrets = createSecretsService({ path: `${temporaryFolder()}/secrets.json`, clock });
  secrets.ensure("gateway", "{}");
  const topics = createTopics({ arns: [TOPIC.arn], clock });
  const bus = createEventBus({ rules: [], buses: ["fleet"], clock, deliver: () => Promise.resolve() });
  const identity = { accountId: "000000000000", region: "us-east-1", baseUrl: "http://127.0.0.1" };
  const server = await startAwsServer({
    port: 0,
    services: [createSqsService(queues, identity), secrets, bus],
    queryServices: [createSnsService(topics)],
    s3,
    dynamodbEndpoint: gate.endpoint,
    admission,
  });
  const clients = clientsOf(accessKeyOf(fn.arn), server.url);
  onTestFinished(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await server.close();
    await gate.close();
    await bus.stop();
    queues.close();
    topics.close();
    s3.close();
  });
  return { ...clients, guard, lines, url: server.url };
}

function clientsOf(accessKeyId: string, endpoint: string, maxAttempts = 1) {
  const config = {
    region: "us-east-1",
    endpoint,
    credentials: { accessKeyId, secretAccessKey: "local" },
    maxAttempts,
  };
  return {
    dynamo: new DynamoDBClient(config),
    sqs: new SQSClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    secrets: new SecretsManagerClient(config),
    sns: new SNSClient(config),
    events: new EventBridgeClient(config),
  };
}

const QueueUrl = "http://127.0.0.1/000000000000/inbound";
let engine: string;

beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "admission-"));
  const started = await startDynamoEngine({ dataDir, clock: createLocalClock() });
  engine = started.endpoint;
  await ensureTables(engine, [TABLE]);
  return async () => {
    await started.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
});

it("a function without a policy is refused everywhere, in the words of AWS, and each kind is logged once", async () => {
  const { dynamo, sqs, s3, secrets, sns, events, guard, lines } = await aFunctionWith();
  const refused = (code: string, action: string, resource: string) => ({
    name: code,
    message: `User: ${SESSION} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  });
  const get = () => dynamo.send(new GetItemCommand({ TableName: "state", Key: { pk: { S: "a" } } }));
  const table = arn("dynamodb", "table/state");
  await expect(get()).rejects.toMatchObject(refused("AccessDeniedException", "dynamodb:GetItem", table));
  await expect(get()).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  await expect(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }))).rejects.toMatchObject(
    refused("AccessDenied", "sqs:sendmessage", arn("sqs", "inbound")),
  );
  await expect(s3.send(new GetObjectCommand({ Bucket: "bodies", Key: "a/b" }))).rejects.toMatchObject(
    refused("AccessDenied", "s3:GetObject", '"arn:aws:s3:::bodies/a/b"'),
  );
  await expect(secrets.send(new GetSecretValueCommand({ SecretId: "gateway" }))).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining(
      `secretsmanager:GetSecretValue on resource: ${arn("secretsmanager", "secret:gateway-")}`,
    ),
  });
  await expect(sns.send(new PublishCommand({ TopicArn: TOPIC.arn, Message: "x" }))).rejects.toMatchObject({
    name: "AuthorizationErrorException",
    message: expect.stringContaining("SNS:Publish"),
  });
  const Entries = [{ EventBusName: "fleet", Source: "a", DetailType: "b", Detail: "{}" }];
  await expect(events.send(new PutEventsCommand({ Entries }))).rejects.toMatchObject(
    refused("AccessDeniedException", "events:PutEvents", arn("events", "event-bus/fleet")),
  );
  expect(guard.refusals().map(({ action, count }) => [action, count])).toEqual([
    ["dynamodb:GetItem", 2],
    ["sqs:SendMessage", 1],
    ["s3:GetObject", 1],
    ["secretsmanager:GetSecretValue", 1],
    ["SNS:Publish", 1],
    ["events:PutEvents", 1],
  ]);
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(/^\[fixture\] AccessDenied: User: .* dynamodb:GetItem/);
});

it("a function does what its policy allows, and writes only rows whose keys its conditions name", async () => {
  const table = arn("dynamodb", "table/state");
  const { dynamo, sqs, secrets, sns, guard } = await aFunctionWith(
    allow("dynamodb:PutItem", table, rows("spool#")),
    allow("sqs:SendMessage", arn("sqs", "inbound")),
    allow("secretsmanager:GetSecretValue", arn("secretsmanager", "secret:gateway-??????")),
    allow("sns:Publish", TOPIC.arn),
  );
  const put = (pk: string) => dynamo.send(new PutItemCommand({ TableName: "state", Item: { pk: { S: pk } } }));
  await put("spool#1");
  await expect(put("account#1")).rejects.toMatchObject({ name: "AccessDeniedException" });
  await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "1", MessageBody: "x" }] }));
  await secrets.send(new GetSecretValueCommand({ SecretId: "gateway" }));
  await expect(sns.send(new PublishCommand({ TopicArn: TOPIC.arn, Message: "x" }))).rejects.toThrow(
    `kms:GenerateDataKey on resource: ${TOPIC.keyArn}`,
  );
  expect(guard.refusals()).toHaveLength(2);
});

it("a function that may not list a bucket does not learn that an object is missing; a link signed by it neither", async () => {
  const objects = allow("s3:*Object", "arn:aws:s3:::bodies/in/*");
  const blind = await aFunctionWith(objects);
  await blind.s3.send(new PutObjectCommand({ Bucket: "bodies", Key: "in/1", Body: "x" }));
  await blind.s3.send(new GetObjectCommand({ Bucket: "bodies", Key: "in/1" }));
  const missing = new GetObjectCommand({ Bucket: "bodies", Key: "in/2" });
  await expect(blind.s3.send(missing)).rejects.toMatchObject({
    name: "AccessDenied",
    $metadata: { httpStatusCode: 403 },
  });
  const credential = `${accessKeyOf(aFunction().arn)}/20260101/us-east-1/s3/aws4_request`;
  const link = (key: string) => fetch(`${blind.url}/bodies/${key}?X-Amz-Credential=${encodeURIComponent(credential)}`);
  expect((await link("in/1")).status).toBe(200);
  expect((await link("out/1")).status).toBe(403);
  expect(blind.guard.refusals().map(({ resource }) => resource)).toEqual(["arn:aws:s3:::bodies/out/1"]);
  const seeing = await aFunctionWith(objects, allow("s3:ListBucket", "arn:aws:s3:::bodies"));
  await expect(seeing.s3.send(missing)).rejects.toMatchObject({ name: "NoSuchKey" });
});

it("every key that is no function's is the account's own, which may do everything", async () => {
  const { url, guard } = await aFunctionWith();
  const { dynamo, sqs } = clientsOf("AKIAOPERATOR", url);
  await dynamo
    .send(new PutItemCommand({ TableName: "state", Item: { pk: { S: "x".repeat(300_000) } } }))
    .catch(() => {});
  await dynamo.send(
    new PutItemCommand({ TableName: "state", Item: { pk: { S: "a" }, text: { S: "你".repeat(100_000) } } }),
  );
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: "state", Key: { pk: { S: "a" } } }));
  expect(Item?.text?.S).toHaveLength(100_000);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
  expect(guard.refusals()).toEqual([]);
});

it("a share of a function's calls is throttled, in the words that make the SDK try again", async () => {
  let left = 0;
  const throttles = () => left-- > 0;
  const { dynamo, sqs, url } = await aThrottledFunctionWith(
    throttles,
    allow("dynamodb:*", arn("dynamodb", "table/state")),
    allow("sqs:*", arn("sqs", "inbound")),
  );
  const get = new GetItemCommand({ TableName: "state", Key: { pk: { S: "a" } } });
  left = 1;
  await expect(dynamo.send(get)).rejects.toMatchObject({ name: "ProvisionedThroughputExceededException" });
  left = 1;
  await expect(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }))).rejects.toMatchObject({
    name: "RequestThrottled",
  });
  left = 2;
  await clientsOf(accessKeyOf(aFunction().arn), url, 3).dynamo.send(get);
  left = 1;
  await clientsOf("AKIAOPERATOR", url).dynamo.send(get);
  expect(left).toBe(1);
});
