import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { startEsmPoller } from "../../../../local/lambda/event-sources/poller.ts";
import type { Outcome } from "../../../../local/lambda/worker/outcome.ts";
import { createSqsEngine } from "../../../../local/sqs/engine.ts";
import type { EventSourceModel, FunctionModel } from "../../../../local/template/model.ts";
import { heldClock } from "../../../support/held-clock.ts";
import { untilHolds } from "../../../support/until.ts";
import { aFunction } from "../../a-function.ts";

const eventSchema = z.object({
  Records: z.array(z.object({ messageId: z.string(), body: z.string(), attributes: z.record(z.string(), z.string()) })),
});
type Batch = z.infer<typeof eventSchema>["Records"];
type Answer = { payload: unknown } | "error" | "throttled";

/** A queue with a poller whose function is `handle`. */
function aPolledQueue(
  handle: (batch: Batch) => Answer | Promise<Answer>,
  given: Partial<EventSourceModel> & { limit?: number; name?: string; path?: string; fn?: Partial<FunctionModel> } = {},
) {
  const { limit = 2, name = "inbound.fifo", path = ":memory:", fn = {}, ...source } = given;
  const dropped: number[] = [];
  const clock = heldClock();
  const engine = createSqsEngine({ path, clock });
  const fifo = name.endsWith(".fifo");
  engine.createQueue(name, {
    VisibilityTimeout: "90",
    ...(fifo
      ? { FifoQueue: "true", DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" }
      : {}),
  });
  const events: unknown[] = [];
  const invoke = async (event: unknown): Promise<Outcome | "throttled"> => {
    events.push(event);
    const answer = await handle(eventSchema.parse(event).Records);
    if (answer === "throttled") return answer;
    if (answer === "error")
      return { kind: "error", error: { errorType: "Error", errorMessage: "broken" }, durationMs: 1 };
    return { kind: "ok", payload: answer.payload, durationMs: 1 };
  };
  const start = () =>
    startEsmPoller({
      source: {
        functionName: "consumer",
        queueName: name,
        queueArn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
        batchSize: 10,
        reportBatchItemFailures: true,
        maximumConcurrency: 10,
        ...source,
      },
      engine,
      pool: { invoke, limit, model: aFunction(fn), dropped: (count) => void dropped.push(count) },
    });
  let poller = start();
  return {
    clock,
    engine,
    events,
    send: (group: string, body: string) =>
      engine.sendMessage(name, {
        MessageBody: body,
        ...(fifo ? { MessageGroupId: group, MessageDeduplicationId: body } : {}),
      }),
    left: () => {
      const counts = engine.getQueueAttributes(name);
      return {
        visible: Number(counts.ApproximateNumberOfMessages),
        inFlight: Number(counts.ApproximateNumberOfMessagesNotVisible),
      };
    },
    async restart() {
      await poller.stop();
      poller = start();
    },
    usage: () => poller.usage(),
    dropped,
    async [Symbol.asyncDispose]() {
      await poller.stop();
      engine.close();
    },
  };
}

const gone = { visible: 0, inFlight: 0 };
const bodies = (batch: Batch) => batch.map(({ body }) => body);
const fail = (...ids: (string | undefined)[]) => ({
  payload: { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) },
});

describe("the poller between a queue and a function", () => {
  it("hands batches over in Lambda's form and deletes them when the function succeeds", async () => {
    await using queue = aPolledQueue(() => ({ payload: null }));
    queue.engine.sendMessage("inbound.fifo", {
      MessageBody: "你好",
      MessageGroupId: "wx_a",
      MessageDeduplicationId: "1",
      MessageAttributes: { kind: { DataType: "String", StringValue: "text" } },
    });
    await untilHolds(() => expect(queue.events).toHaveLength(1));
    expect(queue.events[0]).toEqual({
      Records: [
        {
          messageId: expect.any(String),
          receiptHandle: expect.any(String),
          body: "你好",
          attributes: {
            ApproximateReceiveCount: "1",
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.any(String),
            SequenceNumber: expect.stringMatching(/^\d{20}$/),
            MessageGroupId: "wx_a",
            MessageDeduplicationId: "1",
          },
          messageAttributes: {
            kind: { stringValue: "text", stringListValues: [], binaryListValues: [], dataType: "String" },
          },
          md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
          md5OfBody: "7eca689f0d3389d9dea66ae112e5cfd7",
          eventSource: "aws:sqs",
          eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:inbound.fifo",
          awsRegion: "us-east-1",
        },
      ],
    });
    await untilHolds(() => expect(queue.left()).toEqual(gone));
  });

  it("deletes what succeeded and leaves what failed invisible until its visibility timeout ends", async () => {
    let broken = true;
    const seen: string[][] = [];
    await using queue = aPolledQueue((batch) => {
      seen.push(bodies(batch));
      return broken ? fail(...batch.filter(({ body }) => body !== "1").map(({ messageId }) => messageId)) : fail();
    });
    queue.clock.advance(0);
    await queue.restart();
    for (const body of ["1", "2", "3"]) queue.send("wx_a", body);
    await untilHolds(() => expect(queue.left()).toEqual({ visible: 0, inFlight: 2 }));
    broken = false;
    queue.clock.advance(89);
    expect(queue.left().inFlight).toBe(2);
    queue.clock.advance(2);
    await untilHolds(() => expect(queue.left()).toEqual(gone));
    expect(seen.flat()).toEqual(["1", "2", "3", "2", "3"]);
  });

  it.each<[string, (batch: Batch) => Answer]>([
    ["throws", () => "error"],
    ["is throttled", () => "throttled"],
    ["names a message that is not in the batch", () => fail("another")],
    ["names a failure without an id", () => fail("")],
    ["uses a wrong key", () => ({ payload: { batchItemFailures: [{ messageId: "1" }] } })],
    ["answers with something else", () => ({ payload: "done" })],
  ])("leaves the whole batch when the function %s", async (_, answer) => {
    await using queue = aPolledQueue(answer);
    queue.send("wx_a", "1");
    queue.send("wx_b", "2");
    await untilHolds(() => expect(queue.left()).toEqual({ visible: 0, inFlight: 2 }));
    await queue.restart();
    expect(queue.left()).toEqual({ visible: 0, inFlight: 2 });
  });

  it.each([undefined, null, {}, { batchItemFailures: null }, { batchItemFailures: [] }])(
    "takes %j for a success",
    async (payload) => {
      await using queue = aPolledQueue(() => ({ payload }));
      queue.send("wx_a", "1");
      await untilHolds(() => expect(queue.events).toHaveLength(1));
      await untilHolds(() => expect(queue.left()).toEqual(gone));
    },
  );

  it("ignores reported failures where the mapping does not ask for them", async () => {
    await using queue = aPolledQueue(() => fail("another"), { reportBatchItemFailures: false });
    queue.send("wx_a", "1");
    await untilHolds(() => expect(queue.events).toHaveLength(1));
    await untilHolds(() => expect(queue.left()).toEqual(gone));
  });

  it("waits longer after each error of the function", async () => {
    await using queue = aPolledQueue(() => "error", { limit: 1, batchSize: 1 });
    for (let at = 0; at < 20; at++) queue.send(`wx_${at}`, String(at));
    await untilHolds(() => expect(queue.events.length).toBeGreaterThanOrEqual(2));
    expect(queue.events.length).toBeLessThan(5);
  });

  it("fills batches over ten from several receives of a standard queue", async () => {
    await using queue = aPolledQueue(() => ({ payload: null }), { name: "beats", batchSize: 25, limit: 1 });
    await queue.restart();
    for (let at = 0; at < 30; at++) queue.send("", String(at));
    await untilHolds(() => expect(queue.left()).toEqual(gone));
    expect(Math.max(...queue.events.map((event) => eventSchema.parse(event).Records.length))).toBeGreaterThan(10);
  });

  it("keeps every group's order and never works on one group twice at a time, whatever fails", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ group: fc.integer({ min: 0, max: 3 }), failures: fc.integer({ min: 0, max: 2 }) }), {
          minLength: 1,
          maxLength: 40,
        }),
        async (messages) => {
          const failuresLeft = messages.map(({ failures }) => failures);
          const busy = new Set<string>();
          const done = new Map<string, number[]>();
          let overlaps = 0;
          await using queue = aPolledQueue(async (batch) => {
            const groups = new Set(batch.map(({ attributes }) => String(attributes.MessageGroupId)));
            for (const group of groups) {
              if (busy.has(group)) overlaps++;
              busy.add(group);
            }
            await new Promise((resolve) => setImmediate(resolve));
            const stopped = new Set<string>();
            const failed: string[] = [];
            for (const { body, attributes, messageId } of batch) {
              const group = String(attributes.MessageGroupId);
              const at = Number(body);
              const left = failuresLeft[at] ?? 0;
              if (stopped.has(group) || left > 0) {
                if (!stopped.has(group)) failuresLeft[at] = left - 1;
                stopped.add(group);
                failed.push(messageId);
              } else done.set(group, [...(done.get(group) ?? []), at]);
            }
            for (const group of groups) busy.delete(group);
            return fail(...failed);
          });
          messages.forEach(({ group }, at) => {
            queue.send(String(group), String(at));
          });
          await untilHolds(() => {
            // Moved under a batch in hand, the clock would end its visibility: then two may well work on one group.
            if (busy.size === 0) queue.clock.advance(91);
            expect(queue.left()).toEqual(gone);
          });
          expect(overlaps).toBe(0);
          for (const [group, order] of done) {
            const expected = messages.flatMap((message, at) => (String(message.group) === group ? [at] : []));
            expect(order).toEqual(expected);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it("receives nothing more once it is stopped, and finishes the batch in hand", async () => {
    let finish: () => void = () => {};
    const queue = aPolledQueue(
      () =>
        new Promise((resolve) => {
          finish = () => resolve({ payload: null });
        }),
      { limit: 1, batchSize: 1 },
    );
    queue.send("wx_a", "1");
    queue.send("wx_b", "2");
    await untilHolds(() => expect(queue.events).toHaveLength(1));
    const stopped = queue[Symbol.asyncDispose]().then(() => "stopped");
    finish();
    expect(await stopped).toBe("stopped");
    expect(queue.events).toHaveLength(1);
  });
});
