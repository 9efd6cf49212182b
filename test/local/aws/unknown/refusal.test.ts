import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, it, onTestFinished } from "vitest";
import { createS3Store } from "../../../../local/aws/s3/store.ts";
import { startAwsServer } from "../../../../local/aws/server.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { CREDENTIALS } from "../support.ts";

async function aServer() {
  const s3 = createS3Store({ dir: temporaryFolder() });
  const server = await startAwsServer({ port: 0, services: [], s3, dynamodbEndpoint: "http://127.0.0.1:1" });
  onTestFinished(async () => {
    await server.close();
    s3.close();
  });
  return server;
}

const has = "it has SQS, DynamoDB, S3, SNS, EventBridge, EventBridge Scheduler, Secrets Manager, KMS and STS";
const signedFor = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
});

async function ask(service: string, path: string, init: RequestInit = {}) {
  const { url } = await aServer();
  const answer = await fetch(url + path, { ...init, headers: { ...signedFor(service), ...init.headers } });
  expect(answer.status).toBe(400);
  expect(answer.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  return { type: answer.headers.get("content-type"), headers: answer.headers, body: await answer.text() };
}

it("says in JSON that a service with targets is not there", async () => {
  const headers = { "x-amz-target": "Logs_20140328.DescribeLogGroups", "content-type": "application/x-amz-json-1.1" };
  const { type, body } = await ask("logs", "/", { method: "POST", headers, body: "{}" });
  expect(type).toBe("application/x-amz-json-1.1");
  expect(JSON.parse(body)).toEqual({
    __type: "UnknownOperationException",
    message: `the embedded cloud has no logs; ${has}`,
  });
});

it("says in XML that a query service is not there", async () => {
  const body = new URLSearchParams({ Action: "ListUsers", Version: "2010-05-08" });
  const answer = await ask("iam", "/", { method: "POST", body });
  expect(answer.type).toBe("text/xml");
  expect(answer.body).toContain(`<Code>InvalidAction</Code><Message>the embedded cloud has no iam; ${has}</Message>`);
});

it("says in the form of its REST calls that a service is not there, instead of S3's NoSuchBucket", async () => {
  const lambda = await ask("lambda", "/2015-03-31/functions/");
  expect(lambda.headers.get("x-amzn-errortype")).toBe("UnknownOperationException");
  expect(JSON.parse(lambda.body)).toEqual({ message: `the embedded cloud has no lambda; ${has}` });
  const dns = await ask("route53", "/2013-04-01/hostedzone");
  expect(dns.body).toContain(`<Message>the embedded cloud has no route53; ${has}</Message>`);
});

it("says in CBOR that a service is not there", async () => {
  const headers = { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" };
  const path = "/service/GraniteServiceVersion20100801/operation/ListMetrics";
  const { type, body } = await ask("monitoring", path, { method: "POST", headers });
  expect(type).toBe("application/cbor");
  expect(body).toContain("__type");
  expect(body).toContain(`the embedded cloud has no monitoring; ${has}`);
});

it("tells a target that it does not know, signed or not", async () => {
  const { url } = await aServer();
  const headers = { "x-amz-target": "Kinesis_20131202.ListStreams" };
  const answer = await fetch(url, { method: "POST", headers, body: "{}" });
  expect(await answer.json()).toMatchObject({
    message: `the embedded cloud has no Kinesis_20131202.ListStreams; ${has}`,
  });
});

it("still answers S3, signed in the header, by a link, or not at all", async () => {
  const { url } = await aServer();
  const s3 = new S3Client({ ...CREDENTIALS, endpoint: url, forcePathStyle: true });
  onTestFinished(() => s3.destroy());
  const missing = s3.send(new GetObjectCommand({ Bucket: "none", Key: "x" }));
  await expect(missing).rejects.toMatchObject({ name: "NoSuchBucket" });
  const scope = "x%2F20260101%2Fus-east-1%2Fs3%2Faws4_request";
  expect(await (await fetch(`${url}/none/x?X-Amz-Credential=${scope}`)).text()).toContain("NoSuchBucket");
  expect(await (await fetch(`${url}/none/x`)).text()).toContain("NoSuchBucket");
});
