import { DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocalClock } from "../../../local/clock.ts";
import { bodies, type Harness, handleOf, startHarness } from "./harness.ts";

describe("long polls", () => {
  let sqs: Harness;
  beforeAll(async () => {
    // Polls wait by timers: this time runs.
    sqs = await startHarness(createLocalClock());
  });
  afterAll(() => sqs.close());

  /** Resolves after the event loop has gone round once. */
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it("wakes every concurrent receive, each with a message of its own", async () => {
    const url = await sqs.queue("concurrent.fifo");
    const waiting = Array.from({ length: 20 }, () => sqs.receive(url, { max: 1, wait: 20 }));
    for (let index = 0; index < 20; index++) await sqs.send(url, `g${index}`, `m${index}`);
    const received = (await Promise.all(waiting)).flatMap(bodies);
    expect(received.sort()).toEqual(Array.from({ length: 20 }, (_, index) => `m${index}`).sort());
  });

  it("serves receives in the order in which they came", async () => {
    sqs.engine.createQueue("fair");
    const served: string[] = [];
    const polls = ["first", "second", "third"].map(async (name) => {
      await sqs.engine.receiveMessages("fair", { max: 1, waitSeconds: 20 });
      served.push(name);
    });
    for (const body of ["1", "2", "3"]) {
      sqs.engine.sendMessage("fair", { MessageBody: body });
      await turn();
      await turn();
    }
    await Promise.all(polls);
    expect(served).toEqual(["first", "second", "third"]);
  });

  it("wakes when a flight ends by itself, without the clock being moved", async () => {
    const url = await sqs.queue("expiry.fifo");
    await sqs.send(url, "g", "1");
    await sqs.receive(url, { visibility: 1 });
    expect(bodies(await sqs.receive(url, { wait: 20 }))).toEqual(["1"]);
  });

  it("wakes when the clock is moved past the end of a flight or of a delay", async () => {
    const url = await sqs.queue("advance.fifo");
    await sqs.send(url, "g", "1");
    await sqs.receive(url, { visibility: 15 });
    const redelivered = sqs.engine.receiveMessages("advance.fifo", { max: 1, waitSeconds: 20 });
    sqs.clock.advance(16);
    expect((await redelivered).map((message) => message.Body)).toEqual(["1"]);

    sqs.engine.createQueue("advance");
    sqs.engine.sendMessage("advance", { MessageBody: "late", DelaySeconds: 10 });
    const delayed = sqs.engine.receiveMessages("advance", { max: 1, waitSeconds: 20 });
    sqs.clock.advance(11);
    expect((await delayed).map((message) => message.Body)).toEqual(["late"]);
  });

  it("wakes when a deletion unblocks a group and when visibility is set to 0", async () => {
    const url = await sqs.queue("unblock.fifo");
    await sqs.send(url, "g", "1", "2");
    const [first] = await sqs.receive(url, { max: 1 });
    const second = sqs.engine.receiveMessages("unblock.fifo", { max: 10, waitSeconds: 20 });
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: handleOf(first) }));
    const [inFlight] = await second;
    expect(inFlight?.Body).toBe("2");
    const again = sqs.engine.receiveMessages("unblock.fifo", { max: 10, waitSeconds: 20 });
    sqs.engine.changeMessageVisibility("unblock.fifo", handleOf(inFlight), 0);
    expect((await again).map((message) => message.Body)).toEqual(["2"]);
  });

  it("comes back empty when nothing came in time", async () => {
    sqs.engine.createQueue("empty");
    const started = performance.now();
    expect(await sqs.engine.receiveMessages("empty", { max: 1, waitSeconds: 1 })).toEqual([]);
    expect(performance.now() - started).toBeGreaterThan(900);
    const waiting = sqs.engine.receiveMessages("empty", { max: 1, waitSeconds: 20 });
    sqs.clock.advance(20);
    expect(await waiting).toEqual([]);
  });

  it("hands nothing to a client that has gone", async () => {
    const url = await sqs.queue("gone.fifo");
    const gone = new AbortController();
    const command = new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 });
    const dropped = sqs.client.send(command, { abortSignal: gone.signal });
    await expect.poll(() => sqs.waiting()).toBe(1);
    gone.abort();
    await expect(dropped).rejects.toMatchObject({ name: "AbortError" });
    await expect.poll(() => sqs.waiting()).toBe(0);
    await sqs.send(url, "g", "1");
    expect(bodies(await sqs.receive(url))).toEqual(["1"]);
  });

  it("waits as long as the queue says where the receive says nothing, and ends when the queue is deleted", async () => {
    sqs.engine.createQueue("patient", { ReceiveMessageWaitTimeSeconds: "20" });
    const waiting = sqs.engine.receiveMessages("patient", { max: 1 });
    sqs.engine.deleteQueue("patient");
    expect(await waiting).toEqual([]);
  });

  it("loses no message and wakes everybody when many send and receive at once", async () => {
    const url = await sqs.queue("storm.fifo");
    const seen: string[] = [];
    let done = false;
    const consumer = async () => {
      while (!done) {
        const messages = await sqs.receive(url, { max: 3, wait: 20 });
        for (const message of messages) {
          seen.push(message.Body ?? "");
          await sqs.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: handleOf(message) }));
        }
        if (seen.length === 200 && !done) {
          done = true;
          sqs.engine.deleteQueue("storm.fifo");
        }
      }
    };
    const consumers = Array.from({ length: 6 }, consumer);
    const producers = Array.from({ length: 10 }, async (_, group) => {
      for (let index = 0; index < 20; index++) await sqs.send(url, `g${group}`, `${group}:${index}`);
    });
    await Promise.all([...producers, ...consumers]);
    for (let group = 0; group < 10; group++) {
      const ofGroup = seen.filter((body) => body.startsWith(`${group}:`));
      expect(ofGroup).toEqual(Array.from({ length: 20 }, (_, index) => `${group}:${index}`));
    }
  });
});
