import { BatchExecuteStatementCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { setUpSender, unlimited } from "../support/a-sender.ts";
import { aCommand } from "../support/builders.ts";
import type { DynamoBackend } from "../support/dynamo-tables.ts";
import { withEveryCrash } from "../support/faults.ts";
import { faultyClient } from "../support/faulty-calls.ts";
import { dynamoStorage } from "../support/storage.ts";
import { onEveryDynamo } from "./ports/every-storage.ts";

const GROUPS = ["a", "b", "c"];
const batch = GROUPS.flatMap((group) => [1, 2].map((n) => aCommand({ id: `${group}${n}`, appId: `wx_${group}` })));

type Ports = { port<T extends object>(target: T): T };

/** Senders over one set of tables. `over` gives ports whose calls to the database go through another client. */
async function aSender(backend: DynamoBackend) {
  const names = await backend.freshTables();
  const storageOf = async (client: DynamoDBClient) => {
    const { tokenBuckets, broadcastRuns, sendLocks, ...storage } = await dynamoStorage({
      client,
      freshTables: async () => names,
    });
    return { ...storage, buckets: tokenBuckets, runs: broadcastRuns, locks: sendLocks };
  };
  const storage = await storageOf(backend.client);
  for (const group of GROUPS) await storage.accounts.register(unlimited({ appId: `wx_${group}`, state: "ONLINE" }));
  const sender = setUpSender([], [], "live", [], storage);

  async function over(client: DynamoDBClient, others: Ports = { port: (target) => target }): Promise<Ports> {
    const pairs = new Map<object, object>();
    const replaced: Record<string, object> = await storageOf(client);
    for (const [name, port] of Object.entries(storage)) pairs.set(port, replaced[name] ?? port);
    return { port: <T extends object>(target: T) => (pairs.get(target) as T | undefined) ?? others.port(target) };
  }

  /** The queue hands out the rest of each group in order until all commands have ended. */
  async function sendRest(first = batch): Promise<void> {
    let left = first;
    for (let round = 0; left.length > 0 && round < 10; round++) {
      sender.clock.advance(180_000);
      const results = await sender.process().send(left);
      left = left.filter((_, position) => results[position]?.done !== true);
    }
    expect(left).toEqual([]);
  }

  /** Nothing went out twice or out of order, and every command has ended. Returns the ids of unknown ones. */
  async function judge(where: string): Promise<string[]> {
    const out = sender.gateway.wentOut();
    expect(new Set(out).size, `${where}: each once`).toBe(out.length);
    for (const group of GROUPS) {
      const ofGroup = out.filter((id) => id.startsWith(group));
      expect(ofGroup, where).toEqual([...ofGroup].sort());
    }
    const states = await Promise.all(batch.map(async ({ id }) => [id, await sender.stateOf(id)] as const));
    for (const [id, state] of states) {
      expect(["sent", "unknown"], `${where}: ${id}`).toContain(state);
      if (state === "sent") expect(out, where).toContain(id);
    }
    return states.filter(([, state]) => state === "unknown").map(([id]) => id);
  }

  return { ...sender, over, sendRest, judge };
}

onEveryDynamo("groups whose claims and ends go together", (backend) => {
  it("lose nothing and send nothing twice wherever their sender dies", async () => {
    let before = 0;
    const crashes = await withEveryCrash(async (crash, where) => {
      const sender = await aSender(backend());
      const ports = await sender.over(crash.port(backend().client), crash);
      await sender.process(ports).send(batch);
      if (!crash.crashed()) expect(sender.gateway.wentOut()).toHaveLength(batch.length);
      await sender.sendRest();
      const unknown = await sender.judge(where);
      // One command a group is claimed at a time.
      expect(new Set(unknown.map((id) => id[0])).size, where).toBe(unknown.length);
      if (!crash.crashed()) expect(unknown).toEqual([]);
      before += unknown.length;
    });
    expect(crashes).toBeGreaterThan(8);
    expect(before).toBeGreaterThan(0);
  });

  it("know their own claims and ends whose answer was lost", async () => {
    const sender = await aSender(backend());
    const isJoined = (command: object) => command instanceof BatchExecuteStatementCommand;
    const client = faultyClient(backend().client, (command, attempt) =>
      isJoined(command) && attempt === 0 ? "lost" : "fine",
    );
    const results = await sender.process(await sender.over(client)).send(batch);
    expect(results.every(({ done }) => done)).toBe(true);
    expect(await sender.judge("lost answers")).toEqual([]);
  });

  it("end later what the store does not take for a while, and call no command twice", async () => {
    const sender = await aSender(backend());
    const away = { now: true };
    let calls = 0;
    const client = faultyClient(backend().client, (command) => {
      const isWrite = command instanceof BatchExecuteStatementCommand;
      calls += isWrite ? 1 : 0;
      return isWrite && away.now && calls > 1 ? "away" : "fine";
    });
    const process = sender.process(await sender.over(client));
    await process.send(batch);
    away.now = false;
    const results = await process.send(batch);
    await sender.sendRest(batch.filter((_, position) => !results[position]?.done));
    expect(await sender.judge("the store was away")).toEqual([]);
  });

  it("go on where one of them is refused", async () => {
    const sender = await aSender(backend());
    const now = sender.clock.now();
    const [a1, a2, b1] = batch;
    if (!a1 || !a2 || !b1) throw new Error("the batch is not what it was");
    await sender.ledger.claim(a1, "another", now + 30_000, now);
    await sender.ledger.claim(b1, "before", now + 30_000, now);
    await sender.ledger.finish(b1.id, "before", { state: "sent", newMsgId: "1" }, now);
    const results = await sender.send(batch);
    expect(results.map(({ done }) => done)).toEqual([false, false, true, true, true, true]);
    expect(sender.gateway.wentOut().toSorted()).toEqual(["b2", "c1", "c2"]);
    expect(await sender.stateOf(a2.id)).toBeUndefined();
    await sender.ledger.release(a1, "another", { code: "store-away" }, now);
    await sender.sendRest(batch.slice(0, 2));
    expect(sender.gateway.wentOut().filter((id) => id.startsWith("a"))).toEqual(["a1", "a2"]);
  });
});
