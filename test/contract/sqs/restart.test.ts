import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FIFO, handleOf, sqsClient } from "./harness.ts";

const GROUPS = 8;
const QUEUE = "orders.fifo";

describe("an SQS that is killed and started again", () => {
  let folder: string;
  let child: ChildProcess | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sqs-restart-"));
  });
  afterEach(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts the server on the same data; resolves with a client and the queue's URL. */
  async function start(): Promise<{ client: SQSClient; url: string }> {
    const server = join(import.meta.dirname, "server.ts");
    child = spawn(process.execPath, [server, join(folder, "sqs.sqlite")], { stdio: ["ignore", "pipe", "inherit"] });
    if (!child.stdout) throw new Error("the server has no output");
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    const client = sqsClient(String(line));
    const made = await client.send(new CreateQueueCommand({ QueueName: QUEUE, Attributes: FIFO }));
    return { client, url: made.QueueUrl ?? "" };
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }

  const receive = async (client: SQSClient, url: string, visibility: number): Promise<Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: visibility,
      MessageSystemAttributeNames: ["All"],
    });
    return (await client.send(command)).Messages ?? [];
  };

  const remove = async (client: SQSClient, url: string, messages: Message[]): Promise<void> => {
    const Entries = messages.map((message, index) => ({ Id: String(index), ReceiptHandle: handleOf(message) }));
    const deleted = await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
    expect(deleted.Failed ?? []).toEqual([]);
  };

  it("has lost nothing that it acknowledged and keeps every group in order, killed amid sends and receives", async () => {
    let { client, url } = await start();
    const sent = Array.from({ length: GROUPS }, () => 0);
    const seen: number[][] = Array.from({ length: GROUPS }, () => []);
    const numbers: string[][] = Array.from({ length: GROUPS }, () => []);

    /** Sends to one group until the server is gone; what was not acknowledged is sent again later, as the same. */
    async function produce(group: number): Promise<void> {
      for (;;) {
        const first = sent[group] ?? 0;
        const Entries = [0, 1, 2].map((index) => ({
          Id: String(index),
          MessageBody: JSON.stringify({ group, index: first + index }),
          MessageGroupId: `g${group}`,
          MessageDeduplicationId: String(first + index),
        }));
        await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
        sent[group] = first + 3;
      }
    }

    function note(messages: Message[]): void {
      for (const message of messages) {
        const { group, index }: { group: number; index: number } = JSON.parse(message.Body ?? "");
        seen[group]?.push(index);
        numbers[group]?.push(message.Attributes?.SequenceNumber ?? "");
      }
    }

    async function consume(): Promise<void> {
      for (;;) {
        const messages = await receive(client, url, 1);
        note(messages);
        if (messages.length > 0) await remove(client, url, messages);
      }
    }

    for (let round = 0; round < 3; round++) {
      const goal = Math.max(...sent) + 45;
      const work = [...sent.map((_, group) => produce(group)), consume(), consume()];
      const ended = Promise.allSettled(work);
      await expect.poll(() => Math.max(...sent), { interval: 5, timeout: 120_000 }).toBeGreaterThan(goal);
      await kill();
      await ended;
      client.destroy();
      ({ client, url } = await start());
    }

    const finished = () =>
      seen.every(
        (indexes, group) => new Set(indexes.filter((index) => index < (sent[group] ?? 0))).size === sent[group],
      );
    await expect
      .poll(
        async () => {
          const messages = await receive(client, url, 1);
          note(messages);
          if (messages.length > 0) await remove(client, url, messages);
          return finished();
        },
        { interval: 5, timeout: 120_000 },
      )
      .toBe(true);
    client.destroy();

    for (const indexes of seen) {
      const firsts = [...new Set(indexes)];
      expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
      expect(firsts).toEqual(firsts.map((_, position) => position));
    }
    for (const group of numbers) {
      const firsts = [...new Set(group)];
      expect(firsts).toEqual([...firsts].sort());
    }
  });

  it("remembers what is in flight, its handles and the deduplication ids", async () => {
    let { client, url } = await start();
    const send = async (ids: string[]) => {
      const Entries = ids.map((id) => ({
        Id: id,
        MessageBody: id,
        MessageGroupId: "g",
        MessageDeduplicationId: id,
      }));
      return client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    };
    const first = await send(["1", "2", "3"]);
    const inFlight = await receive(client, url, 600);
    await kill();
    client.destroy();

    ({ client, url } = await start());
    expect(await receive(client, url, 600)).toEqual([]);
    const again = await send(["3", "4"]);
    expect(again.Successful?.[0]?.MessageId).toBe(first.Successful?.[2]?.MessageId);
    expect(BigInt(again.Successful?.[1]?.SequenceNumber ?? "")).toBeGreaterThan(
      BigInt(first.Successful?.[2]?.SequenceNumber ?? ""),
    );
    await remove(client, url, inFlight.slice(0, 1));
    expect(await receive(client, url, 600)).toEqual([]);
    client.destroy();
  });

  it("has kept a visibility that was set to 0 before", async () => {
    let { client, url } = await start();
    const Entries = ["1", "2"].map((id) => ({
      Id: id,
      MessageBody: id,
      MessageGroupId: "g",
      MessageDeduplicationId: id,
    }));
    await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    for (const message of await receive(client, url, 600)) {
      const ReceiptHandle = handleOf(message);
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }));
    }
    await kill();
    client.destroy();
    ({ client, url } = await start());
    const received = await receive(client, url, 600);
    expect(received.map((message) => message.Body)).toEqual(["1", "2"]);
    expect(received[0]?.Attributes?.ApproximateReceiveCount).toBe("2");
    client.destroy();
  });
});
