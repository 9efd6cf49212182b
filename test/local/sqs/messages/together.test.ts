import { DatabaseSync, StatementSync } from "node:sqlite";
import { afterEach, expect, it, vi } from "vitest";
import { createLocalClock } from "../../../../local/clock.ts";
import { createSqsEngine } from "../../../../local/sqs/engine.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const FIFO = { FifoQueue: "true", DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" };
const toGroup = (body: string, group = "a") => ({
  MessageBody: body,
  MessageGroupId: group,
  MessageDeduplicationId: body,
});

function anEngine(path = ":memory:") {
  const engine = createSqsEngine({ path, clock: createLocalClock() });
  const bodies = async () => (await engine.receiveMessages("q.fifo", { max: 10 })).map(({ Body }) => Body);
  if (!engine.listQueues().includes("q.fifo")) engine.createQueue("q.fifo", FIFO);
  return { ...engine, bodies };
}

it("sends of one turn keep their order, and a duplicate among them is answered with the first", async () => {
  const engine = anEngine();
  const [one, batch, again] = await Promise.all([
    engine.together.sendMessage("q.fifo", toGroup("1")),
    engine.together.sendMessageBatch("q.fifo", [
      { Id: "x", ...toGroup("2") },
      { Id: "y", ...toGroup("3") },
    ]),
    engine.together.sendMessage("q.fifo", toGroup("1")),
    engine.together.sendMessage("q.fifo", toGroup("4")),
  ]);
  expect(batch.Successful.map(({ Id }) => Id)).toEqual(["x", "y"]);
  expect(again.MessageId).toBe(one.MessageId);
  expect(await engine.bodies()).toEqual(["1", "2", "3", "4"]);
  engine.close();
});

it("a send that is refused fails alone", async () => {
  const engine = anEngine();
  const all = await Promise.allSettled([
    engine.together.sendMessage("q.fifo", toGroup("1")),
    engine.together.sendMessage("q.fifo", { MessageBody: "no group" }),
    engine.together.sendMessage("nowhere", toGroup("2")),
    engine.together.sendMessageBatch("q.fifo", []),
    engine.together.sendMessage("q.fifo", toGroup("3")),
  ]);
  expect(all.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "rejected", "fulfilled"]);
  expect(await engine.bodies()).toEqual(["1", "3"]);
  engine.close();
});

it("sends to a queue that is deleted meanwhile are refused", async () => {
  const engine = anEngine();
  const sent = engine.together.sendMessage("q.fifo", toGroup("1"));
  engine.deleteQueue("q.fifo");
  await expect(sent).rejects.toMatchObject({ code: "QueueDoesNotExist" });
  engine.close();
});

it("none is answered, and none is handed out, where the store cannot commit; the next ones are", async () => {
  const engine = anEngine(`${temporaryFolder()}/q.sqlite`);
  const failure = Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR", errcode: 13 });
  const run = vi.spyOn(StatementSync.prototype, "run").mockImplementation(() => {
    throw failure;
  });
  const all = await Promise.allSettled([
    engine.together.sendMessage("q.fifo", toGroup("1")),
    engine.together.sendMessage("q.fifo", toGroup("2", "b")),
  ]);
  expect(all).toEqual([
    { status: "rejected", reason: failure },
    { status: "rejected", reason: failure },
  ]);
  run.mockRestore();
  await engine.together.sendMessage("q.fifo", toGroup("1"));
  expect(await engine.bodies()).toEqual(["1"]);
  engine.close();
});

it("what waits when the engine closes is kept", async () => {
  const path = `${temporaryFolder()}/q.sqlite`;
  const engine = anEngine(path);
  const sent = engine.together.sendMessage("q.fifo", toGroup("1"));
  engine.close();
  await sent;
  const after = anEngine(path);
  expect(await after.bodies()).toEqual(["1"]);
  after.close();
});

it.each([
  ["process", 1],
  ["power", 2],
] as const)("commits that outlive the %s flush as SQLite's level %d", (durability, level) => {
  const exec = vi.spyOn(DatabaseSync.prototype, "exec");
  createSqsEngine({ path: ":memory:", clock: createLocalClock(), durability }).close();
  const pragma = exec.mock.calls.map(([sql]) => sql).find((sql) => sql.includes("synchronous"));
  const database = new DatabaseSync(":memory:");
  database.exec(pragma ?? "");
  expect(database.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: level });
  database.close();
});
