import {
  CancelMessageMoveTaskCommand,
  DeleteMessageCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arnOf, bodies, FIFO, type Harness, handleOf, startHarness } from "./harness.ts";

describe("dead letters", () => {
  let sqs: Harness;
  beforeAll(async () => {
    sqs = await startHarness();
  });
  afterAll(() => sqs.close());

  async function pair(name: string, maxReceiveCount: number) {
    const deadLetters = await sqs.queue(`${name}-dlq.fifo`);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(deadLetters), maxReceiveCount });
    return { deadLetters, source: await sqs.queue(`${name}.fifo`, { ...FIFO, RedrivePolicy }) };
  }

  /** Receives everything `times` times and lets it time out. */
  async function fail(url: string, times: number) {
    for (let round = 0; round < times; round++) {
      while ((await sqs.receive(url, { visibility: 1 })).length > 0);
      sqs.clock.advance(2);
    }
  }

  const tasksOf = async (url: string) =>
    (await sqs.client.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf(url), MaxResults: 10 }))).Results ?? [];
  const statusOf = async (url: string) => (await tasksOf(url))[0]?.Status;

  it("moves what was received maxReceiveCount times, in order, with group and deduplication id and a new id", async () => {
    const { source, deadLetters } = await pair("poison", 2);
    await sqs.send(source, "g", "1", "2");
    const ids = (await sqs.receive(source, { visibility: 1 })).map((message) => message.MessageId);
    sqs.clock.advance(2);
    await fail(source, 1);
    await sqs.send(source, "g", "3");
    expect(bodies(await sqs.receive(source))).toEqual(["3"]);
    const dead = await sqs.receive(deadLetters);
    expect(bodies(dead)).toEqual(["1", "2"]);
    expect(dead.map((message) => message.Attributes)).toMatchObject([
      { MessageGroupId: "g", MessageDeduplicationId: "1", DeadLetterQueueSourceArn: arnOf(source) },
      { MessageGroupId: "g", MessageDeduplicationId: "2", DeadLetterQueueSourceArn: arnOf(source) },
    ]);
    expect(ids).not.toContain(dead[0]?.MessageId);
    const sources = await sqs.client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: deadLetters }));
    expect(sources.queueUrls).toEqual([source]);
  });

  it("wakes a receive that waits at the dead-letter queue", async () => {
    const { source, deadLetters } = await pair("wakes", 1);
    await sqs.send(source, "g", "1");
    const waiting = sqs.receive(deadLetters, { wait: 20 });
    await fail(source, 2);
    expect(bodies(await waiting)).toEqual(["1"]);
  });

  it("brings dead letters back to where they came from, in order", async () => {
    const { source, deadLetters } = await pair("return", 1);
    const texts = Array.from({ length: 250 }, (_, index) => String(index).padStart(3, "0"));
    await sqs.send(source, "g", ...texts.slice(0, 200));
    await sqs.send(source, "h", ...texts.slice(200));
    for (let round = 0; round < 30; round++) {
      await sqs.receive(source, { visibility: 1 });
      sqs.clock.advance(2);
    }
    await fail(source, 2);
    await sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(deadLetters) }));
    await expect.poll(() => statusOf(deadLetters)).toBe("COMPLETED");
    expect((await tasksOf(deadLetters))[0]).toMatchObject({
      ApproximateNumberOfMessagesMoved: 250,
      ApproximateNumberOfMessagesToMove: 250,
      SourceArn: arnOf(deadLetters),
    });
    const back: { group: string | undefined; body: string | undefined }[] = [];
    for (let batch = await sqs.receive(source); batch.length > 0; batch = await sqs.receive(source)) {
      for (const message of batch) {
        back.push({ group: message.Attributes?.MessageGroupId, body: message.Body });
        await sqs.client.send(new DeleteMessageCommand({ QueueUrl: source, ReceiptHandle: handleOf(message) }));
      }
    }
    const ofGroup = (group: string) => back.filter((message) => message.group === group).map((one) => one.body);
    expect(ofGroup("g")).toEqual(texts.slice(0, 200));
    expect(ofGroup("h")).toEqual(texts.slice(200));
  });

  it("moves no faster than asked, runs one task at a time, and can be cancelled", async () => {
    const { source, deadLetters } = await pair("slow", 1);
    const other = await sqs.queue("slow-other.fifo");
    await sqs.send(source, "g", "1", "2", "3", "4", "5");
    await fail(source, 2);
    const start = new StartMessageMoveTaskCommand({
      SourceArn: arnOf(deadLetters),
      DestinationArn: arnOf(other),
      MaxNumberOfMessagesPerSecond: 1,
    });
    const { TaskHandle } = await sqs.client.send(start);
    await expect(sqs.client.send(start)).rejects.toMatchObject({
      name: "UnsupportedOperation",
    });
    sqs.clock.advance(2);
    const moved = async () => (await tasksOf(deadLetters))[0]?.ApproximateNumberOfMessagesMoved ?? 0;
    await expect.poll(moved).toBe(3);
    await sqs.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    expect(await statusOf(deadLetters)).toBe("CANCELLED");
    const arrived = bodies(await sqs.receive(other));
    expect(arrived).toEqual(["1", "2", "3", "4", "5"].slice(0, arrived.length));
    await expect(sqs.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  it("refuses policies without a queue of the same type, and tasks from queues that hold no dead letters", async () => {
    const standard = await sqs.queue("standard-dlq");
    const policy = (arn: string) => JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 3 });
    const make = (RedrivePolicy: string) => sqs.queue("refused.fifo", { ...FIFO, RedrivePolicy });
    await expect(make(policy(arnOf(standard)))).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(make(policy(arnOf("nowhere.fifo")))).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(make("{}")).rejects.toMatchObject({ name: "InvalidAttributeValue" });
    await expect(
      sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(standard) })),
    ).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });
});
