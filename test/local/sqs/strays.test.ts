import { expect, it, onTestFinished } from "vitest";
import { createSqsEngine } from "../../../local/sqs/engine.ts";
import { heldClock } from "../../support/held-clock.ts";

/** A standard and a FIFO queue; the next `strays` messages come late or again. */
function anEngine() {
  const clock = heldClock();
  const left = { strays: 0 };
  const engine = createSqsEngine({ path: ":memory:", clock, strays: () => left.strays-- > 0 });
  onTestFinished(() => engine.close());
  engine.createQueue("plain", {});
  engine.createQueue("ordered.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" });
  const receive = async (queue: string) => engine.receiveMessages(queue, { max: 10 });
  return { engine, clock, left, receive };
}

it("a message of a standard queue that strays is overtaken by later ones", async () => {
  const { engine, clock, left, receive } = anEngine();
  left.strays = 1;
  engine.sendMessage("plain", { MessageBody: "1" });
  engine.sendMessage("plain", { MessageBody: "2" });
  expect((await receive("plain")).map(({ Body }) => Body)).toEqual(["2"]);
  clock.advance(1);
  expect((await receive("plain")).map(({ Body }) => Body)).toEqual(["1"]);
});

it("a message of a standard queue that strays comes again though it was deleted", async () => {
  const { engine, left, receive } = anEngine();
  engine.sendMessage("plain", { MessageBody: "1" });
  left.strays = 1;
  for (const times of ["1", "2"]) {
    const [message] = await receive("plain");
    expect(message?.Attributes.ApproximateReceiveCount).toBe(times);
    engine.deleteMessage("plain", message?.ReceiptHandle ?? "");
  }
  expect(await receive("plain")).toEqual([]);
});

it("messages of FIFO queues do not stray", async () => {
  const { engine, left, receive } = anEngine();
  left.strays = 100;
  engine.sendMessage("ordered.fifo", { MessageBody: "1", MessageGroupId: "a" });
  const [message] = await receive("ordered.fifo");
  engine.deleteMessage("ordered.fifo", message?.ReceiptHandle ?? "");
  engine.sendMessage("ordered.fifo", { MessageBody: "2", MessageGroupId: "a" });
  expect((await receive("ordered.fifo")).map(({ Body }) => Body)).toEqual(["2"]);
  expect(left.strays).toBe(100);
});
