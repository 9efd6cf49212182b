import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  type Message,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodies, type Harness, handleOf, startHarness } from "./harness.ts";

describe("visibility", () => {
  let sqs: Harness;
  beforeAll(async () => {
    sqs = await startHarness();
  });
  afterAll(() => sqs.close());

  const change = (QueueUrl: string, message: Message | undefined, VisibilityTimeout: number) =>
    sqs.client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: handleOf(message), VisibilityTimeout }),
    );
  const remove = (QueueUrl: string, message: Message | undefined) =>
    sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: handleOf(message) }));

  it("makes a group ready again at once and in order when all its messages are set to 0", async () => {
    const url = await sqs.queue("zero.fifo");
    await sqs.send(url, "g", "1", "2", "3", "4");
    const received = await sqs.receive(url, { max: 3 });
    const Entries = [...received].reverse().map((message, index) => ({
      Id: String(index),
      ReceiptHandle: handleOf(message),
      VisibilityTimeout: 0,
    }));
    const changed = await sqs.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
    expect(changed.Successful).toHaveLength(3);
    expect(bodies(await sqs.receive(url))).toEqual(["1", "2", "3", "4"]);
  });

  it("never hands out a later message of a group before an earlier one, whichever becomes visible first", async () => {
    const url = await sqs.queue("uneven.fifo");
    await sqs.send(url, "g", "1", "2", "3");
    const [first, second] = await sqs.receive(url, { max: 2, visibility: 100 });
    await change(url, second, 0);
    expect(await sqs.receive(url)).toEqual([]);
    await change(url, first, 10);
    sqs.clock.advance(11);
    const again = await sqs.receive(url, { max: 2, visibility: 100 });
    expect(bodies(again)).toEqual(["1", "2"]);
    await change(url, again[0], 0);
    expect(await sqs.receive(url)).toEqual([]);
    sqs.clock.advance(101);
    expect(bodies(await sqs.receive(url))).toEqual(["1", "2", "3"]);
  });

  it("prolongs a flight", async () => {
    const url = await sqs.queue("prolong.fifo");
    await sqs.send(url, "g", "1");
    const [message] = await sqs.receive(url, { visibility: 10 });
    await change(url, message, 100);
    sqs.clock.advance(50);
    expect(await sqs.receive(url)).toEqual([]);
    sqs.clock.advance(51);
    expect(bodies(await sqs.receive(url))).toEqual(["1"]);
  });

  it("ends a flight twelve hours after the receive at the latest", async () => {
    const url = await sqs.queue("twelve-hours");
    sqs.engine.sendMessage("twelve-hours", { MessageBody: "1" });
    const [message] = await sqs.receive(url, { visibility: 40_000 });
    sqs.clock.advance(20_000);
    await expect(change(url, message, 43_200)).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await change(url, message, 23_000);
  });

  it("refuses an expired handle of a FIFO queue and deletes nothing", async () => {
    const url = await sqs.queue("stale.fifo");
    await sqs.send(url, "g", "1");
    const [stale] = await sqs.receive(url, { visibility: 10 });
    sqs.clock.advance(11);
    await expect(remove(url, stale)).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: expect.stringContaining("The receipt handle has expired"),
    });
    const [fresh] = await sqs.receive(url);
    const deleted = await sqs.client.send(
      new DeleteMessageBatchCommand({ QueueUrl: url, Entries: [{ Id: "a", ReceiptHandle: handleOf(stale) }] }),
    );
    expect(deleted.Failed).toMatchObject([
      { Id: "a", Code: "ReceiptHandleIsInvalid", Message: "The receipt handle has expired.", SenderFault: true },
    ]);
    await expect(change(url, stale, 0)).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await remove(url, fresh);
    await remove(url, fresh);
    sqs.clock.advance(60);
    expect(await sqs.receive(url)).toEqual([]);
  });

  it("takes no notice of a stale handle of a standard queue, and takes the latest one even when it expired", async () => {
    const url = await sqs.queue("stale");
    sqs.engine.sendMessage("stale", { MessageBody: "1" });
    const [stale] = await sqs.receive(url, { visibility: 10 });
    sqs.clock.advance(11);
    const [latest] = await sqs.receive(url, { visibility: 10 });
    await remove(url, stale);
    sqs.clock.advance(11);
    await expect(change(url, latest, 5)).rejects.toMatchObject({
      name: "MessageNotInflight",
    });
    await remove(url, latest);
    expect(await sqs.receive(url)).toEqual([]);
  });

  it("refuses handles that no receive gave out, and those of other queues", async () => {
    const url = await sqs.queue("foreign");
    const other = await sqs.queue("foreign-other");
    sqs.engine.sendMessage("foreign", { MessageBody: "1" });
    const [message] = await sqs.receive(url);
    await expect(remove(other, message)).rejects.toMatchObject({ name: "ReceiptHandleIsInvalid" });
    await expect(remove(url, { ReceiptHandle: "AQEBnonsense" })).rejects.toMatchObject({
      name: "ReceiptHandleIsInvalid",
    });
  });

  it("refuses timeouts outside 0–43200", async () => {
    const url = await sqs.queue("limits.fifo");
    await sqs.send(url, "g", "1");
    const [message] = await sqs.receive(url);
    await expect(change(url, message, 43_201)).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(change(url, message, -1)).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(sqs.receive(url, { visibility: 43_201 })).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });
});
