import {
  BatchExecuteStatementCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createMeter, meterTable } from "../../../../bench/fleet/meter.ts";
import { startDynamoGate } from "../../../../local/aws/dynamodb/gate/gate.ts";
import { createDynamoMeter } from "../../../../local/aws/dynamodb/gate/meter.ts";
import { failedWriteUnits } from "../../../../local/aws/dynamodb/units.ts";
import { type DynamoBackend, startDynamoBackend } from "../../../support/dynamo-tables.ts";
import { CREDENTIALS } from "../support.ts";

let backend: DynamoBackend;
beforeAll(async () => {
  backend = await startDynamoBackend("dynoxide");
});
afterAll(() => backend.stop());

/** A client, the name of an empty table, and the units of what the client's gate passes on. */
async function aMeteredTable() {
  const { state: table } = await backend.freshTables();
  const meter = createDynamoMeter((accessKey) => (accessKey === undefined ? undefined : `key ${accessKey}`));
  const gate = await startDynamoGate({ engine: backend.endpoint, refuse: () => undefined, meter });
  const client = new DynamoDBClient({ ...CREDENTIALS, endpoint: gate.endpoint });
  onTestFinished(async () => {
    client.destroy();
    await gate.close();
  });
  return { client, table, usage: meter.usage, shares: meter.shares };
}

const aPut = (TableName: string, text: string) =>
  new PutItemCommand({
    TableName,
    Item: { pk: { S: "a" }, sk: { S: "1" }, text: { S: text } },
    ConditionExpression: "attribute_not_exists(pk)",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });

describe("units of calls that go through the gate", () => {
  it("are those that the engine reports, and answers come as without a meter", async () => {
    const { client, table, usage } = await aMeteredTable();
    await client.send(aPut(table, "你".repeat(1000)));
    const Key = { pk: { S: "a" }, sk: { S: "1" } };
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
    expect(Item?.text).toEqual({ S: "你".repeat(1000) });
    expect(usage()).toEqual({ calls: { PutItem: 1, GetItem: 1 }, readUnits: 1, writeUnits: 3, failedConditions: 0 });
  });

  it("are told apart by table and by caller, those of failed writes too", async () => {
    const { client, table, shares } = await aMeteredTable();
    await client.send(aPut(table, "一"));
    await expect(client.send(aPut(table, "二"))).rejects.toThrow(ConditionalCheckFailedException);
    await client.send(new GetItemCommand({ TableName: table, Key: { pk: { S: "a" }, sk: { S: "1" } } }));
    const units = { readUnits: 0.5, writeUnits: 2 };
    expect(shares()).toEqual({
      tables: { [table]: units },
      functions: { [`key ${CREDENTIALS.credentials.accessKeyId}`]: units },
    });
  });

  it("are found behind an answer of many chunks, and not in the texts of items", async () => {
    const { client, table, usage } = await aMeteredTable();
    const text = `"CapacityUnits":9,${"x".repeat(300_000)}"CapacityUnits":9}#ConditionalCheckFailedException"`;
    await client.send(aPut(table, text));
    const before = usage();
    const query = { KeyConditionExpression: "pk = :a", ExpressionAttributeValues: { ":a": { S: "a" } } };
    await client.send(new QueryCommand({ TableName: table, ConsistentRead: true, ...query }));
    expect(usage().readUnits - before.readUnits).toBe(Math.ceil(text.length / 4096));
  });

  it("of joined writes are those of every statement, refused ones included", async () => {
    const { client, table, usage } = await aMeteredTable();
    await client.send(aPut(table, "small"));
    const before = usage();
    const insert = (pk: string, text: string) => ({
      Statement: `INSERT INTO "${table}" VALUE {'pk': ?, 'sk': ?, 'text': ?}`,
      Parameters: [{ S: pk }, { S: "1" }, { S: text }],
    });
    const update = (pk: string) => ({
      Statement: `UPDATE "${table}" SET "text" = ? WHERE "pk" = ? AND "sk" = ? AND "text" = ?`,
      Parameters: [{ S: "new" }, { S: pk }, { S: "1" }, { S: "small" }],
    });
    const send = (Statements: readonly ReturnType<typeof insert>[]) =>
      client.send(new BatchExecuteStatementCommand({ Statements: [...Statements] }));
    await send([insert("a", "again"), insert("b", "x".repeat(1500)), insert("c", "small")]);
    expect(usage()).toMatchObject({ failedConditions: 1, writeUnits: before.writeUnits + 4 });
    await send([update("a"), update("nowhere")]);
    expect(usage()).toMatchObject({ failedConditions: 2, writeUnits: before.writeUnits + 6 });
    expect(usage().calls).toEqual({ PutItem: 1, BatchExecuteStatement: 2 });
  });

  it("of a write whose condition fails are those of the item that is there, and 1 without one", async () => {
    const { client, table, usage } = await aMeteredTable();
    await client.send(aPut(table, "x".repeat(2500)));
    const before = usage();
    await expect(client.send(aPut(table, "small"))).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    expect(usage()).toMatchObject({ failedConditions: 1, writeUnits: before.writeUnits + 3 });
    const update = new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: "b" }, sk: { S: "1" } },
      UpdateExpression: "SET n = :one",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    });
    await expect(client.send(update)).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    expect(usage()).toMatchObject({ failedConditions: 2, writeUnits: before.writeUnits + 4 });
  });
});

it("the meter of the measurements counts failed conditions in the same way", async () => {
  const { client, table } = await aMeteredTable();
  const meter = createMeter();
  meterTable(client, meter);
  await client.send(aPut(table, "x".repeat(2500)));
  await expect(client.send(aPut(table, "small"))).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  expect(meter).toEqual({ calls: { PutItem: 2 }, readUnits: 0, writeUnits: 6 });
});

it.each([
  [1, undefined],
  [1, {}],
  [1, { a: { S: "x".repeat(1023) } }],
  [2, { a: { S: "x".repeat(1024) } }],
  [2, { a: { B: new Uint8Array(1024) } }],
  [5, { a: { L: Array.from({ length: 500 }, () => ({ M: { b: { N: "-12.5" } } })) } }],
])("%d units for an item", (units, item) => {
  expect(failedWriteUnits(item)).toBe(units);
});
