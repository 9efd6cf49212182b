import { DeleteMessageBatchCommand, DeleteMessageCommand, type Message } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodies, type Harness, handleOf, startHarness } from "./harness.ts";

describe("order of a FIFO queue", () => {
  let sqs: Harness;
  beforeAll(async () => {
    sqs = await startHarness();
  });
  afterAll(() => sqs.close());

  const remove = (queueUrl: string, message: Message | undefined) =>
    sqs.client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: handleOf(message) }));

  it("hands out several messages of one group in one receive, in the order of their sends", async () => {
    const url = await sqs.queue("several.fifo");
    await sqs.send(url, "g", "1", "2", "3", "4");
    const received = await sqs.receive(url);
    expect(bodies(received)).toEqual(["1", "2", "3", "4"]);
    const numbers = received.map((message) => message.Attributes?.SequenceNumber ?? "");
    expect(numbers).toEqual([...numbers].sort());
    expect(new Set(numbers).size).toBe(4);
    expect(numbers.every((number) => /^\d{20}$/.test(number))).toBe(true);
  });

  it("fills a receive from one group first, then from other groups", async () => {
    const url = await sqs.queue("fill.fifo");
    await sqs.send(url, "a", "a1", "a2");
    await sqs.send(url, "b", "b1");
    await sqs.send(url, "a", "a3");
    await sqs.send(url, "c", "c1", "c2");
    expect(bodies(await sqs.receive(url, { max: 5 }))).toEqual(["a1", "a2", "a3", "b1", "c1"]);
    expect(await sqs.receive(url)).toEqual([]);
  });

  it("blocks a group while any of its messages is in flight, and no other group", async () => {
    const url = await sqs.queue("block.fifo");
    await sqs.send(url, "a", "a1", "a2", "a3");
    const [first, second] = await sqs.receive(url, { max: 2 });
    expect(await sqs.receive(url)).toEqual([]);
    await remove(url, first);
    expect(await sqs.receive(url)).toEqual([]);
    await sqs.send(url, "b", "b1");
    expect(bodies(await sqs.receive(url))).toEqual(["b1"]);
    await remove(url, second);
    expect(bodies(await sqs.receive(url))).toEqual(["a3"]);
  });

  it("hands out what was not deleted before what came later", async () => {
    const url = await sqs.queue("again.fifo");
    await sqs.send(url, "g", "1", "2", "3");
    const [first, second] = await sqs.receive(url, { max: 3, visibility: 10 });
    await remove(url, second);
    await sqs.send(url, "g", "4");
    expect(await sqs.receive(url)).toEqual([]);
    sqs.clock.advance(11);
    const again = await sqs.receive(url);
    expect(bodies(again)).toEqual(["1", "3", "4"]);
    expect(again.map((message) => message.Attributes?.ApproximateReceiveCount)).toEqual(["2", "2", "1"]);
    expect(again[0]?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  });

  it("takes turns between groups, so that a long one starves nobody", async () => {
    const url = await sqs.queue("turns.fifo");
    await sqs.send(url, "long", ...Array.from({ length: 20 }, (_, index) => `l${index}`));
    await sqs.send(url, "short", "s0");
    const first = await sqs.receive(url);
    const entries = first.map((message, index) => ({ Id: String(index), ReceiptHandle: handleOf(message) }));
    await sqs.client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entries }));
    expect(bodies(await sqs.receive(url))[0]).toBe("s0");
  });

  it("delays all messages of a queue with DelaySeconds, those that wait already included", async () => {
    const url = await sqs.queue("delay.fifo", { FifoQueue: "true", DelaySeconds: "60" });
    await sqs.send(url, "g", "1", "2");
    sqs.clock.advance(30);
    await sqs.send(url, "g", "3");
    expect(await sqs.receive(url)).toEqual([]);
    sqs.clock.advance(31);
    expect(bodies(await sqs.receive(url, { visibility: 0 }))).toEqual(["1", "2"]);
    sqs.engine.setQueueAttributes("delay.fifo", { DelaySeconds: "0" });
    expect(bodies(await sqs.receive(url))).toEqual(["1", "2", "3"]);
  });

  it("gives group, deduplication id, times and sender of every message", async () => {
    const url = await sqs.queue("attributes.fifo");
    const before = sqs.clock.now();
    await sqs.send(url, "g", "1");
    const [message] = await sqs.receive(url);
    expect(message?.Attributes).toMatchObject({
      MessageGroupId: "g",
      MessageDeduplicationId: "1",
      ApproximateReceiveCount: "1",
      SenderId: "000000000000",
    });
    const sentAt = Number(message?.Attributes?.SentTimestamp);
    expect(sentAt).toBeGreaterThanOrEqual(before);
    expect(Number(message?.Attributes?.ApproximateFirstReceiveTimestamp)).toBeGreaterThanOrEqual(sentAt);
  });
});
