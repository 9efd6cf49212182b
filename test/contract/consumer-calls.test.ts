import { BatchExecuteStatementCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { aStoredConsumer, countingClient } from "../support/a-stored-consumer.ts";
import { anAccount, anEnvelope, anInboundText, aRule, NOON } from "../support/builders.ts";
import { startDynamoBackend } from "../support/dynamo-tables.ts";
import { type Fault, faultyClient } from "../support/faulty-calls.ts";
import { dynamoStorage } from "../support/storage.ts";
import { onEveryDynamo } from "./ports/every-storage.ts";

const ACCOUNTS = 50;
const BATCH = 10;
const MESSAGES = 1000;
const appOf = (index: number) => `wx_app_${index}`;

/**
 * Every fifth message is one that the rule answers; the accounts take turns in an order of chance that is always the
 * same.
 */
function aMessage(index: number) {
  const appId = appOf((index * 7919) % ACCOUNTS);
  const writer = `wxid_${(index * 31) % 400}`;
  const text = index % 5 === 0 ? "你好" : "吃了吗";
  const message = anInboundText({ appId, sender: writer, conversationId: writer, newMsgId: `${index}`, text });
  return anEnvelope({ id: `env-${String(index).padStart(6, "0")}`, message: { ...message, sentAt: NOON + index } });
}

const batches = (count: number) =>
  Array.from({ length: count / BATCH }, (_, batch) =>
    Array.from({ length: BATCH }, (_, index) => aMessage(batch * BATCH + index)),
  );

describe("calls of the consumer, by message", () => {
  it("are at most 0.8 where a fifth of the messages is answered", async () => {
    const backend = await startDynamoBackend("dynoxide");
    const { client, calls } = countingClient(backend.client);
    const storage = await dynamoStorage({ client, freshTables: backend.freshTables });
    for (let index = 0; index < ACCOUNTS; index++) await storage.accounts.register(anAccount({ appId: appOf(index) }));
    calls.clear();
    const { consume, outbound } = aStoredConsumer(storage, [aRule()]);
    for (const batch of batches(MESSAGES)) {
      expect((await consume(batch)).every((fault) => fault === undefined)).toBe(true);
    }
    const ofDynamo = [...calls.values()].reduce((sum, count) => sum + count, 0);
    expect((ofDynamo + outbound.calls.length) / MESSAGES).toBeLessThanOrEqual(0.8);
    await backend.stop();
  });
});

const isJoined = (command: object) => command instanceof BatchExecuteStatementCommand;

onEveryDynamo("a consumer whose joined calls break off", (backend) => {
  /** A batch of ten accounts whose joined calls meet these faults; then the queue brings back what failed. */
  async function play(fault: (attempt: number, call: number) => Fault) {
    let joined = 0;
    const { client, freshTables } = backend();
    const faulty = faultyClient(client, (command, attempt) => {
      if (!isJoined(command)) return "fine";
      if (attempt === 0) joined += 1;
      return fault(attempt, joined);
    });
    const storage = await dynamoStorage({ client: faulty, freshTables });
    for (let index = 0; index < ACCOUNTS; index++) await storage.accounts.register(anAccount({ appId: appOf(index) }));
    const [batch = []] = batches(BATCH);
    const { consume, outbound } = aStoredConsumer(storage, [aRule()]);
    const faults = await consume(batch);
    const again = batch.filter((_, index) => faults[index] !== undefined);
    const later = await consume(again);
    return { failed: again.length, left: later.filter((one) => one !== undefined).length, outbound, batch };
  }

  it.each([
    ["before the first call, once", (_attempt: number, call: number) => (call === 1 ? "away" : "fine") as Fault],
    ["after the first call, once", (_attempt: number, call: number) => (call === 1 ? "lost" : "fine") as Fault],
    ["after each call, whose repetition succeeds", (attempt: number) => (attempt === 0 ? "lost" : "fine") as Fault],
  ])("answers each message once: %s", async (_when, fault) => {
    const { left, outbound, batch } = await play(fault);
    expect(left).toBe(0);
    const answered = outbound.accepted().map(({ origin }) => "envelopeId" in origin && origin.envelopeId);
    expect(answered.toSorted()).toEqual(batch.filter((_, index) => index % 5 === 0).map(({ id }) => id));
  });
});
