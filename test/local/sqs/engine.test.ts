import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLocalClock } from "../../../local/clock.ts";
import { createSqsEngine, type SqsEngine } from "../../../local/sqs/engine.ts";

describe("the SQS engine", () => {
  let folder: string;
  let path: string;
  const clock = createLocalClock();
  const open: SqsEngine[] = [];
  const start = (at = path): SqsEngine => {
    const engine = createSqsEngine({ path: at, clock });
    open.push(engine);
    return engine;
  };
  const stop = (engine: SqsEngine) => {
    engine.close();
    open.splice(open.indexOf(engine), 1);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sqs-engine-"));
    path = join(folder, "deeper", "sqs.sqlite");
  });
  afterEach(() => {
    for (const engine of open.splice(0)) engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("keeps queues, settings, tags and message attributes over a restart", async () => {
    const before = start();
    before.createQueue("q", { VisibilityTimeout: "77" }, { team: "fleet" });
    before.sendMessage("q", {
      MessageBody: "x",
      MessageAttributes: { a: { DataType: "String", StringValue: "1" } },
    });
    before.sendMessage("q", { MessageBody: "later", DelaySeconds: 600 });
    stop(before);
    const after = start();
    expect(after.listQueues()).toEqual(["q"]);
    expect(after.listQueueTags("q")).toEqual({ team: "fleet" });
    expect(after.getQueueAttributes("q")).toMatchObject({
      VisibilityTimeout: "77",
      ApproximateNumberOfMessages: "1",
      ApproximateNumberOfMessagesDelayed: "1",
    });
    const [message] = await after.receiveMessages("q", { max: 1 });
    expect(message?.MessageAttributes).toEqual({ a: { DataType: "String", StringValue: "1" } });
  });

  it("goes on with a move task that a restart interrupted", async () => {
    const before = start();
    before.createQueue("dead");
    const deadLetterTargetArn = "arn:aws:sqs:cn-north-1:000000000000:dead";
    before.createQueue("q", { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) });
    for (const body of ["1", "2", "3"]) before.sendMessage("q", { MessageBody: body });
    await before.receiveMessages("q", { max: 10, visibilityTimeout: 0 });
    await before.receiveMessages("q", { max: 10 });
    before.startMessageMoveTask("dead", undefined, 1);
    expect(before.listMessageMoveTasks("dead")).toMatchObject([{ status: "RUNNING", toMove: 3 }]);
    stop(before);
    const after = start();
    clock.advance(10);
    await expect.poll(() => after.listMessageMoveTasks("dead")[0]?.status).toBe("COMPLETED");
    const back = await after.receiveMessages("q", { max: 10, waitSeconds: 0 });
    expect(back.map((message) => message.Body)).toEqual(["1", "2", "3"]);
  });

  it("fails a move task whose messages have nowhere to go", async () => {
    const engine = start(":memory:");
    engine.createQueue("dead");
    const deadLetterTargetArn = "arn:aws:sqs:cn-north-1:000000000000:dead";
    engine.createQueue("q", { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) });
    engine.sendMessage("dead", { MessageBody: "sent here directly" });
    engine.startMessageMoveTask("dead");
    await expect.poll(() => engine.listMessageMoveTasks("dead")[0]?.status).toBe("FAILED");
    expect(engine.listMessageMoveTasks("dead")[0]?.failure).toBe("CouldNotDetermineMessageSource");
    expect(engine.getQueueAttributes("dead")).toMatchObject({ ApproximateNumberOfMessages: "1" });
  });

  it("keeps a second engine away from the same file", () => {
    start();
    expect(() => start()).toThrow(/locked/);
  });

  it("gives a queue that was deleted and made again nothing of the old one", async () => {
    const engine = start();
    const attributes = { FifoQueue: "true" };
    const message = { MessageBody: "x", MessageGroupId: "g", MessageDeduplicationId: "d" };
    engine.createQueue("q.fifo", attributes);
    engine.sendMessage("q.fifo", message);
    const [old] = await engine.receiveMessages("q.fifo", { max: 1 });
    engine.deleteQueue("q.fifo");
    engine.createQueue("q.fifo", attributes);
    expect(await engine.receiveMessages("q.fifo", { max: 1 })).toEqual([]);
    engine.sendMessage("q.fifo", message);
    expect(await engine.receiveMessages("q.fifo", { max: 1 })).toHaveLength(1);
    expect(() => engine.deleteMessage("q.fifo", old?.ReceiptHandle ?? "")).toThrow(/not a valid receipt handle/);
  });

  it("ends waiting receives with nothing when it closes", async () => {
    const engine = start(":memory:");
    engine.createQueue("q");
    const waiting = engine.receiveMessages("q", { max: 1, waitSeconds: 20 });
    stop(engine);
    expect(await waiting).toEqual([]);
  });

  it("answers an aborted receive at once, and hides nothing for it", async () => {
    const engine = start(":memory:");
    engine.createQueue("q");
    engine.sendMessage("q", { MessageBody: "x" });
    expect(await engine.receiveMessages("q", { max: 1, signal: AbortSignal.abort() })).toEqual([]);
    expect(await engine.receiveMessages("q", { max: 1 })).toHaveLength(1);
  });

  it("has at most 120,000 messages of a queue in flight", async () => {
    const engine = start(":memory:");
    engine.createQueue("q");
    const entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: "x" }));
    for (let batch = 0; batch <= 12_000; batch++) {
      engine.sendMessageBatch("q", entries);
      if (batch < 12_000) await engine.receiveMessages("q", { max: 10, visibilityTimeout: 900 });
    }
    await expect(engine.receiveMessages("q", { max: 1 })).rejects.toMatchObject({ code: "OverLimit" });
    clock.advance(901);
    expect(await engine.receiveMessages("q", { max: 1 })).toHaveLength(1);
  });
});
