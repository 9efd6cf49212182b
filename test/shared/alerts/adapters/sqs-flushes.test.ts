import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createLocalClock } from "../../../../local/clock.ts";
import { createSqsService } from "../../../../local/sqs/api/service.ts";
import { createSqsEngine } from "../../../../local/sqs/engine.ts";
import { createSqsAlertFlushes } from "../../../../shared/alerts/adapters/sqs-flushes.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../../../support/aws-endpoint.ts";

const clock = createLocalClock();
const engine = createSqsEngine({ path: ":memory:", clock });
let endpoint: AwsEndpoint;
let client: SQSClient;

beforeAll(async () => {
  endpoint = await startAwsEndpoint((baseUrl) => [
    createSqsService(engine, { accountId: "000000000000", region: "us-east-1", baseUrl }),
  ]);
  engine.createQueue("alerts", {});
  client = new SQSClient({
    endpoint: endpoint.url,
    region: "us-east-1",
    credentials: { accessKeyId: "x", secretAccessKey: "x" },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  client.destroy();
  await endpoint.close();
  engine.close();
});

it("puts a flush on the queue, which shows it after its delay", async () => {
  const QueueUrl = `${endpoint.url}/000000000000/alerts`;
  await createSqsAlertFlushes({ client, queueUrl: QueueUrl }).request(1234, 10);
  const receive = async () => (await client.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? [];
  expect(await receive()).toEqual([]);
  clock.advance(10);
  expect((await receive()).map(({ Body }) => JSON.parse(Body ?? ""))).toEqual([{ type: "flush", due: 1234 }]);
});

it("says that the queue is not available", async () => {
  const flushes = createSqsAlertFlushes({ client, queueUrl: `${endpoint.url}/000000000000/none` });
  await expect(flushes.request(1, 0)).rejects.toMatchObject({ code: "unavailable", retryable: true });
});
