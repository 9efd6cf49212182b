import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createSqsAlertFlushes } from "../../../../shared/alerts/adapters/sqs-flushes.ts";
import { type SqsBackend, startSqsBackend } from "../../../support/sqs-backend.ts";

let backend: SqsBackend;

beforeAll(async () => {
  backend = await startSqsBackend();
});

afterAll(() => backend.stop());

it("puts a flush on the queue, which shows it after its delay", async () => {
  const { client } = backend;
  const QueueUrl = await backend.freshQueue();
  await createSqsAlertFlushes({ client, queueUrl: QueueUrl }).request(1234, 2);
  const receive = async () => (await client.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? [];
  expect(await receive()).toEqual([]);
  await backend.pass(2);
  expect((await receive()).map(({ Body }) => JSON.parse(Body ?? ""))).toEqual([{ type: "flush", due: 1234 }]);
});

it("says that the queue is not available", async () => {
  const flushes = createSqsAlertFlushes({ client: backend.client, queueUrl: backend.noSuchQueue });
  await expect(flushes.request(1, 0)).rejects.toMatchObject({ code: "unavailable", retryable: true });
});
