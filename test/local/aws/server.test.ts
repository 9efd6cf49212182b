import { request } from "node:http";
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ListQueuesCommand, QueueDoesNotExist, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, it, onTestFinished } from "vitest";
import { createS3Store } from "../../../local/aws/s3/store.ts";
import { createSecretsService } from "../../../local/aws/secrets/service.ts";
import { startAwsServer } from "../../../local/aws/server.ts";
import { AwsError, type AwsService } from "../../../local/aws/service.ts";
import { createLocalClock } from "../../../local/clock.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { until } from "../../support/until.ts";
import { CREDENTIALS } from "./support.ts";

const queues: AwsService = {
  targetPrefix: "AmazonSQS",
  contentType: "application/x-amz-json-1.0",
  async handle(action) {
    if (action === "ListQueues") return { QueueUrls: ["http://127.0.0.1/q"] };
    throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.", {
      queryCode: "AWS.SimpleQueueService.NonExistentQueue",
    });
  },
};

async function startServer(services: AwsService[]) {
  const s3 = createS3Store({ dir: temporaryFolder() });
  const server = await startAwsServer({ port: 0, services, s3, dynamodbEndpoint: "http://127.0.0.1:1" });
  onTestFinished(async () => {
    await server.close();
    s3.close();
  });
  return server;
}

async function post(url: string, headers: Record<string, string>, body: string) {
  const answer = await fetch(url, { method: "POST", headers, body });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

it("routes by target and gives errors that the SDK turns into its classes", async () => {
  const { url } = await startServer([queues]);
  const sqs = new SQSClient({ ...CREDENTIALS, endpoint: url });
  onTestFinished(() => sqs.destroy());
  expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toEqual(["http://127.0.0.1/q"]);
  const sending = sqs.send(new SendMessageCommand({ QueueUrl: `${url}/000000000000/none`, MessageBody: "x" }));
  await expect(sending).rejects.toBeInstanceOf(QueueDoesNotExist);
});

it("sends the error's shape, the query code and a request id", async () => {
  const { url } = await startServer([queues]);
  const answer = await post(url, { "x-amz-target": "AmazonSQS.GetQueueUrl" }, "{}");
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toEqual({
    __type: "com.amazonaws.sqs#QueueDoesNotExist",
    message: "The specified queue does not exist.",
  });
  expect(answer.headers.get("x-amzn-query-error")).toBe("AWS.SimpleQueueService.NonExistentQueue;Sender");
  expect(answer.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.headers.get("content-type")).toBe("application/x-amz-json-1.0");
});

it("refuses bodies that are no JSON object and services that it does not have", async () => {
  const { url } = await startServer([queues]);
  for (const body of ["{", "[]", "1", "null"]) {
    const answer = await post(url, { "x-amz-target": "AmazonSQS.ListQueues" }, body);
    expect([answer.status, JSON.parse(answer.body).__type]).toEqual([400, "com.amazonaws.sqs#SerializationException"]);
  }
  const unknown = await post(url, { "x-amz-target": "Kinesis_20131202.ListStreams" }, "{}");
  expect([unknown.status, JSON.parse(unknown.body).__type]).toEqual([400, "UnknownOperationException"]);
});

it("takes requests for loopback hosts and from loopback origins only", async () => {
  const { url, port } = await startServer([queues]);
  const status = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asking = request({ port, host: "127.0.0.1", method: "POST", path: "/", headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asking.on("error", reject).end("{}");
    });
  const target = { "x-amz-target": "AmazonSQS.ListQueues" };
  expect(await status({ ...target, host: `localhost:${port}` })).toBe(200);
  expect(await status({ ...target, host: "evil.example" })).toBe(403);
  expect(await status({ ...target, host: "127.0.0.1.evil.example" })).toBe(403);
  expect(await status({ ...target, host: `127.0.0.1:${port}`, origin: "https://evil.example" })).toBe(403);
  expect(await status({ ...target, host: `127.0.0.1:${port}`, origin: "null" })).toBe(403);
  expect(await status({ ...target, host: `127.0.0.1:${port}`, origin: url })).toBe(200);
});

it("tells a service that waits when its client goes away", async () => {
  let aborted = false;
  let waiting = false;
  const slow: AwsService = {
    ...queues,
    handle: (_action, _input, signal) =>
      new Promise((_resolve, reject) => {
        waiting = true;
        signal.addEventListener("abort", () => {
          aborted = true;
          reject(new AwsError("RequestAborted", "gone"));
        });
      }),
  };
  const { url } = await startServer([slow]);
  const leaving = new AbortController();
  const call = fetch(url, {
    method: "POST",
    headers: { "x-amz-target": "AmazonSQS.ReceiveMessage" },
    body: "{}",
    signal: leaving.signal,
  }).catch(() => "left");
  await until(() => waiting);
  leaving.abort();
  expect(await call).toBe("left");
  await until(() => aborted);
});

it("answers 503 in DynamoDB's form while the engine is away", async () => {
  const { url } = await startServer([]);
  const answer = await post(url, { "x-amz-target": "DynamoDB_20120810.ListTables" }, "{}");
  expect([answer.status, JSON.parse(answer.body).__type]).toEqual([503, "com.amazon.coral.service#InternalFailure"]);
});

it("says who the caller is", async () => {
  const { url } = await startServer([]);
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await post(url, form, "Action=GetCallerIdentity&Version=2011-06-15");
  expect(answer.body).toContain("<Account>000000000000</Account>");
  expect((await post(url, form, "Action=AssumeRole")).status).toBe(400);
});

it("serves secrets to the SDK on the same port", async () => {
  const path = `${temporaryFolder()}/secrets.json`;
  const { url } = await startServer([createSecretsService({ path, clock: createLocalClock() })]);
  const client = new SecretsManagerClient({ ...CREDENTIALS, endpoint: url });
  onTestFinished(() => client.destroy());
  const { ARN } = await client.send(new CreateSecretCommand({ Name: "gateway/token", SecretString: "s3cret" }));
  expect((await client.send(new GetSecretValueCommand({ SecretId: ARN }))).SecretString).toBe("s3cret");
});

it("shows a page to a browser, and the buckets to everything else that asks for the root", async () => {
  const { url } = await startServer([]);
  const seen = await fetch(url, { headers: { accept: "text/html,*/*;q=0.8" } });
  expect([seen.status, seen.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(await seen.text()).toContain(`aws --endpoint-url ${url} sqs list-queues`);
  expect(await (await fetch(url)).text()).toContain("ListAllMyBucketsResult");
});
