import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { createSqsEngine, type SqsEngine } from "../../../local/sqs/engine.ts";
import type { ReceivedMessage } from "../../../local/sqs/messages/hand-out.ts";
import { heldClock } from "../../support/held-clock.ts";
import { createFifoModel } from "./fifo-model.ts";

const MAX_RECEIVE_COUNT = 3;

const group = fc.constantFrom("a", "b", "c");
const seconds = fc.constantFrom(0, 1, 5, 30, 400);
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("send" as const), group, id: fc.nat(12) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("receive" as const), max: fc.integer({ min: 1, max: 10 }), seconds }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("delete" as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("hide" as const), which: fc.nat(), seconds }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), seconds }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

describe("a FIFO queue under any sequence of calls", () => {
  const folders: string[] = [];
  const engines: SqsEngine[] = [];
  afterEach(() => {
    for (const engine of engines.splice(0)) engine.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  async function check(actions: readonly Action[]): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "sqs-model-"));
    folders.push(folder);
    const clock = heldClock();
    const open = () => createSqsEngine({ path: join(folder, "sqs.sqlite"), clock });
    let engine = open();
    engine.createQueue("dead.fifo", { FifoQueue: "true" });
    const deadLetterTargetArn = "arn:aws:sqs:us-east-1:000000000000:dead.fifo";
    engine.createQueue("q.fifo", {
      FifoQueue: "true",
      DeduplicationScope: "messageGroup",
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: MAX_RECEIVE_COUNT }),
    });
    const model = createFifoModel(MAX_RECEIVE_COUNT);
    let sent = 0;

    const receive = async (max: number, visibilityTimeout: number) => {
      const got = (await engine.receiveMessages("q.fifo", { max, visibilityTimeout, waitSeconds: 0 })).map(asGot);
      const order = [...new Set(got.map((message) => message.group))];
      expect(got.map((message) => message.body)).toEqual(model.expected(order, max, clock.now()));
      model.received(got, clock.now() + visibilityTimeout * 1000);
      return got;
    };

    async function perform(step: Action): Promise<void> {
      const handles = model.handles();
      switch (step.do) {
        case "send": {
          const body = String(sent++).padStart(4, "0");
          const ids = { MessageGroupId: step.group, MessageDeduplicationId: String(step.id) };
          const before = Number(engine.getQueueAttributes("q.fifo").ApproximateNumberOfMessages);
          engine.sendMessage("q.fifo", { MessageBody: body, ...ids });
          const after = Number(engine.getQueueAttributes("q.fifo").ApproximateNumberOfMessages);
          expect(after - before).toBe(model.send(step.group, String(step.id), body, clock.now()) ? 1 : 0);
          return;
        }
        case "receive":
          await receive(step.max, step.seconds);
          return;
        case "delete": {
          const handle = handles[step.which % handles.length];
          if (handle === undefined) return;
          const state = model.state(handle, clock.now());
          const refused = attempt(() => engine.deleteMessage("q.fifo", handle));
          if (state !== "dead") expect(refused).toBe(state === "expired" ? "InvalidParameterValue" : undefined);
          if (state === "in-flight") model.remove(handle);
          return;
        }
        case "hide": {
          const handle = handles[step.which % handles.length];
          if (handle === undefined) return;
          const state = model.state(handle, clock.now());
          const refused = attempt(() => engine.changeMessageVisibility("q.fifo", handle, step.seconds));
          expect(refused === undefined).toBe(state === "in-flight");
          if (state === "in-flight") model.hide(handle, clock.now() + step.seconds * 1000);
          return;
        }
        case "wait":
          clock.advance(step.seconds);
          return;
        case "restart":
          engine.close();
          engine = open();
      }
    }

    for (const step of actions) await perform(step);
    clock.advance(1000);
    while ((await receive(10, 1)).length > 0) clock.advance(2);
    const dead = await drainDeadLetters(engine);
    for (const name of model.groups()) expect(dead.get(name) ?? []).toEqual(model.dead(name, clock.now()));
    engines.push(engine);
  }

  it("hands out, hides, deletes, deduplicates and buries as the simplest model does, across restarts", async () => {
    await fc.assert(fc.asyncProperty(fc.array(action, { maxLength: 60, size: "max" }), check), { numRuns: 60 });
  });
});

const asGot = (message: ReceivedMessage) => ({
  group: message.Attributes.MessageGroupId ?? "",
  body: message.Body,
  handle: message.ReceiptHandle,
});

/** The code of the error that `work` throws. */
function attempt(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Error) return error.name;
    throw error;
  }
}

/** Empties the dead-letter queue: the bodies of each group in the order of their arrival. */
async function drainDeadLetters(engine: SqsEngine): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (;;) {
    const messages = await engine.receiveMessages("dead.fifo", { max: 10 });
    if (messages.length === 0) return found;
    for (const message of messages) {
      const { group, body, handle } = asGot(message);
      found.set(group, [...(found.get(group) ?? []), body]);
      engine.deleteMessage("dead.fifo", handle);
    }
  }
}
