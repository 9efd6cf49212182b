import { DeleteMessageCommand, SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodies, type Harness, handleOf, startHarness } from "./harness.ts";

describe("deduplication of a FIFO queue", () => {
  let sqs: Harness;
  beforeAll(async () => {
    sqs = await startHarness();
  });
  afterAll(() => sqs.close());

  const send = (QueueUrl: string, MessageGroupId: string, MessageBody: string, MessageDeduplicationId?: string) =>
    sqs.client.send(new SendMessageCommand({ QueueUrl, MessageGroupId, MessageBody, MessageDeduplicationId }));

  it("answers a duplicate with id and number of the first send, and keeps one message", async () => {
    const url = await sqs.queue("once.fifo");
    const first = await send(url, "g", "first", "d");
    const second = await send(url, "g", "second", "d");
    expect(second.MessageId).toBe(first.MessageId);
    expect(second.SequenceNumber).toBe(first.SequenceNumber);
    expect(bodies(await sqs.receive(url))).toEqual(["first"]);
  });

  it("knows a duplicate per group where the scope is the message group", async () => {
    const url = await sqs.queue("per-group.fifo");
    await send(url, "a", "1", "d");
    await send(url, "b", "2", "d");
    await send(url, "a", "3", "d");
    expect(bodies(await sqs.receive(url)).sort()).toEqual(["1", "2"]);
  });

  it("knows a duplicate in the whole queue where that is the scope", async () => {
    const url = await sqs.queue("per-queue.fifo", { FifoQueue: "true" });
    await send(url, "a", "1", "d");
    await send(url, "b", "2", "d");
    expect(bodies(await sqs.receive(url))).toEqual(["1"]);
  });

  it("forgets five minutes after the first send, whatever came in between", async () => {
    const url = await sqs.queue("window.fifo");
    await send(url, "g", "1", "d");
    const [message] = await sqs.receive(url);
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: handleOf(message) }));
    sqs.clock.advance(200);
    await send(url, "g", "2", "d");
    sqs.clock.advance(95);
    await send(url, "g", "3", "d");
    expect(await sqs.receive(url)).toEqual([]);
    sqs.clock.advance(6);
    await send(url, "g", "4", "d");
    expect(bodies(await sqs.receive(url))).toEqual(["4"]);
    await send(url, "g", "5", "d");
    expect(await sqs.receive(url)).toEqual([]);
  });

  it("knows duplicates inside one batch", async () => {
    const url = await sqs.queue("batch.fifo");
    const entry = { MessageGroupId: "g", MessageDeduplicationId: "d" };
    const sent = await sqs.client.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: "x", MessageBody: "1", ...entry },
          { Id: "y", MessageBody: "2", ...entry },
        ],
      }),
    );
    expect(sent.Successful?.map((one) => one.Id)).toEqual(["x", "y"]);
    expect(new Set(sent.Successful?.map((one) => one.MessageId)).size).toBe(1);
    expect(bodies(await sqs.receive(url))).toEqual(["1"]);
  });

  it("takes the body's hash for the id with ContentBasedDeduplication", async () => {
    const url = await sqs.queue("content.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" });
    await send(url, "g", "same");
    await send(url, "g", "same");
    await send(url, "g", "other");
    expect(bodies(await sqs.receive(url))).toEqual(["same", "other"]);
  });
});
