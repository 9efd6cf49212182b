import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, it, onTestFinished } from "vitest";
import { type DynamoEngineKind, startDynamoEngine } from "../../../../local/aws/dynamodb/engine.ts";
import { ensureTables } from "../../../../local/aws/dynamodb/tables.ts";
import { sweepExpired } from "../../../../local/aws/dynamodb/ttl-sweeper.ts";
import { createLocalClock } from "../../../../local/clock.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { until } from "../../../support/until.ts";
import { CREDENTIALS } from "../support.ts";

const TABLE = {
  TableName: "journal",
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "S" },
    { AttributeName: "attention", AttributeType: "S" },
  ],
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "byAttention",
      KeySchema: [{ AttributeName: "attention", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  ],
  BillingMode: "PAY_PER_REQUEST",
  SSESpecification: { SSEEnabled: true },
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
};

const binary = fileURLToPath(
  new URL(`../../../../node_modules/@dynoxide/${process.platform}-${process.arch}/dynoxide`, import.meta.url),
);
const kinds: DynamoEngineKind[] = existsSync(binary) ? ["dynoxide", "dynalite"] : ["dynalite"];

function clientOf(endpoint: string): DynamoDBClient {
  const client = new DynamoDBClient({ ...CREDENTIALS, endpoint });
  onTestFinished(() => client.destroy());
  return client;
}

async function startEngine(kind: DynamoEngineKind, dataDir = temporaryFolder()) {
  const engine = await startDynamoEngine({ dataDir, clock: createLocalClock(), kind });
  onTestFinished(() => engine.stop());
  return { ...engine, client: clientOf(engine.endpoint) };
}

async function startParent(
  kind: DynamoEngineKind,
  dataDir: string,
): Promise<{ parent: ChildProcess; endpoint: string }> {
  const parent = fork(fileURLToPath(new URL("engine-parent.ts", import.meta.url)), [kind, dataDir]);
  onTestFinished(() => void parent.kill("SIGKILL"));
  const [endpoint] = await once(parent, "message");
  return { parent, endpoint: String(endpoint) };
}

async function put(client: DynamoDBClient, number: number) {
  const Item = { pk: { S: "a" }, sk: { S: String(number).padStart(6, "0") } };
  await client.send(new PutItemCommand({ TableName: "journal", Item }));
}

const isGone = async (endpoint: string) => (await fetch(endpoint).catch(() => "gone")) === "gone";

it("refuses to start where the engine gives less than was asked for", async () => {
  const options = {
    dataDir: temporaryFolder(),
    clock: createLocalClock(),
    kind: "dynalite",
    durability: "power",
  } as const;
  await expect(startDynamoEngine(options)).rejects.toThrow("unset LOCAL_DURABILITY");
});

describe.each(kinds)("the DynamoDB engine %s", (kind) => {
  it("creates tables from a template once, and finds items by key and by index", async () => {
    const { client, endpoint } = await startEngine(kind);
    await ensureTables(endpoint, [TABLE]);
    await ensureTables(endpoint, [TABLE]);
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(["journal"]);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "journal" }));
    expect(Table?.GlobalSecondaryIndexes?.[0]?.IndexName).toBe("byAttention");

    const Item = { pk: { S: "a" }, sk: { S: "1" }, attention: { S: "unknown" }, text: { S: "你好" } };
    await client.send(new PutItemCommand({ TableName: "journal", Item }));
    const found = await client.send(
      new QueryCommand({
        TableName: "journal",
        IndexName: "byAttention",
        KeyConditionExpression: "attention = :a",
        ExpressionAttributeValues: { ":a": { S: "unknown" } },
      }),
    );
    expect(found.Items).toEqual([Item]);
  });

  it("adds an index to a table that was made without it, or says that it cannot", async () => {
    const { client, endpoint } = await startEngine(kind);
    const { GlobalSecondaryIndexes: _indexes, AttributeDefinitions: attributes, ...plain } = TABLE;
    await ensureTables(endpoint, [{ ...plain, AttributeDefinitions: attributes.slice(0, 2) }]);
    const Item = { pk: { S: "a" }, sk: { S: "1" }, attention: { S: "unknown" } };
    await client.send(new PutItemCommand({ TableName: "journal", Item }));
    if (kind === "dynalite") {
      await expect(ensureTables(endpoint, [TABLE])).rejects.toThrow("lacks the index byAttention");
      return;
    }
    await ensureTables(endpoint, [TABLE]);
    const found = await client.send(
      new QueryCommand({
        TableName: "journal",
        IndexName: "byAttention",
        KeyConditionExpression: "attention = :a",
        ExpressionAttributeValues: { ":a": { S: "unknown" } },
      }),
    );
    expect(found.Items).toEqual([Item]);
  });

  it("refuses a put whose condition fails with the error that the SDK knows", async () => {
    const { client, endpoint } = await startEngine(kind);
    await ensureTables(endpoint, [TABLE]);
    const putOnce = () =>
      client.send(
        new PutItemCommand({
          TableName: "journal",
          Item: { pk: { S: "a" }, sk: { S: "1" } },
          ConditionExpression: "attribute_not_exists(pk)",
        }),
      );
    await putOnce();
    await expect(putOnce()).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  });

  it("keeps every acknowledged write when its parent is killed, and leaves no process behind", async () => {
    const dataDir = temporaryFolder();
    const { parent, endpoint } = await startParent(kind, dataDir);
    await ensureTables(endpoint, [TABLE]);
    const client = clientOf(endpoint);
    let acknowledged = 0;
    const writing = (async () => {
      for (;;) {
        await put(client, acknowledged);
        acknowledged++;
      }
    })().catch(() => "killed");
    await until(() => acknowledged >= 300);
    parent.kill("SIGKILL");
    expect(await writing).toBe("killed");
    await until(() => isGone(endpoint));

    const next = await startEngine(kind, dataDir);
    const { Count } = await next.client.send(new ScanCommand({ TableName: "journal", Select: "COUNT" }));
    expect(Count).toBeGreaterThanOrEqual(acknowledged);
    expect(Count).toBeLessThanOrEqual(acknowledged + 1);
  });

  it("opens the data of a killed predecessor at once", async () => {
    const dataDir = temporaryFolder();
    const { parent, endpoint } = await startParent(kind, dataDir);
    await ensureTables(endpoint, [TABLE]);
    parent.kill("SIGKILL");
    const { client } = await startEngine(kind, dataDir);
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(["journal"]);
  });

  it.runIf(process.platform === "linux")(
    "comes back at the same address with its data after it was itself killed",
    async () => {
      const { client, endpoint } = await startEngine(kind);
      await ensureTables(endpoint, [TABLE]);
      for (let number = 0; number < 50; number++) await put(client, number);
      process.kill(listenerOf(endpoint), "SIGKILL");
      await until(async () => {
        const answer = await client
          .send(new GetItemCommand({ TableName: "journal", Key: { pk: { S: "a" }, sk: { S: "000049" } } }))
          .catch(() => undefined);
        return answer?.Item !== undefined;
      });
      expect((await client.send(new ScanCommand({ TableName: "journal" }))).Count).toBe(50);
    },
  );
});

describe.runIf(kinds.includes("dynoxide"))("the TTL sweep", () => {
  it("deletes what has expired and nothing else", async () => {
    const { client, endpoint } = await startEngine("dynoxide");
    await ensureTables(endpoint, [TABLE]);
    const KeySchema = [{ AttributeName: "pk", KeyType: "HASH" as const }];
    const AttributeDefinitions = [{ AttributeName: "pk", AttributeType: "S" as const }];
    await client.send(
      new CreateTableCommand({ TableName: "plain", KeySchema, AttributeDefinitions, BillingMode: "PAY_PER_REQUEST" }),
    );
    for (const [sk, expiresAt] of Object.entries({ past: "999", now: "1000", future: "1001" })) {
      const Item = { pk: { S: "a" }, sk: { S: sk }, expiresAt: { N: expiresAt } };
      await client.send(new PutItemCommand({ TableName: "journal", Item }));
    }
    await client.send(new PutItemCommand({ TableName: "journal", Item: { pk: { S: "a" }, sk: { S: "none" } } }));
    await client.send(new PutItemCommand({ TableName: "plain", Item: { pk: { S: "a" }, expiresAt: { N: "1" } } }));
    expect(await sweepExpired(endpoint, 1000)).toBe(2);
    const left = await client.send(new ScanCommand({ TableName: "journal" }));
    expect(left.Items?.map((item) => item.sk?.S).sort()).toEqual(["future", "none"]);
    expect((await client.send(new ScanCommand({ TableName: "plain" }))).Count).toBe(1);
  });
});

/** The engine's own process id: the one whose command line names the port and whose parent is the watchdog. */
function listenerOf(endpoint: string): number {
  const { port } = new URL(endpoint);
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const [program, ...args] = commandLine(pid);
    if (program !== "/bin/sh" && args.includes(port)) return Number(pid);
  }
  throw new Error(`nobody listens on ${port}`);
}

/** Empty for a process that ended meanwhile. */
function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
