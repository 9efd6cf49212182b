import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type DynamoEngineKind, startDynamoEngine } from "../local/aws/dynamodb/engine.ts";
import { ensureTables } from "../local/aws/dynamodb/tables.ts";
import { createS3Store } from "../local/aws/s3/store.ts";
import { startAwsServer } from "../local/aws/server.ts";
import { createLocalClock } from "../local/clock.ts";

/** Calls per second and latency of the embedded DynamoDB engines, seen from the SDK: `bench/dynamodb.ts [calls]`. */
const CALLS = Number(process.argv[2] ?? 3000);
const LANES = [1, 16];
const TABLE = {
  TableName: "journal",
  AttributeDefinitions: ["pk", "sk", "attention"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
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
};
const text = { S: "a message of about two hundred bytes ".repeat(5) };
const keyOf = (n: number) => ({ pk: { S: `wx_${n % 50}` }, sk: { S: String(n).padStart(8, "0") } });
const own = { TableName: "journal" };

const operations: Record<string, (client: DynamoDBClient, n: number) => Promise<unknown>> = {
  put: (client, n) => client.send(new PutItemCommand({ ...own, Item: { ...keyOf(n), text } })),
  "put if absent": (client, n) =>
    client.send(
      new PutItemCommand({
        ...own,
        Item: { ...keyOf(n + 1e6), text },
        ConditionExpression: "attribute_not_exists(pk)",
      }),
    ),
  get: (client, n) => client.send(new GetItemCommand({ ...own, Key: keyOf(n), ConsistentRead: true })),
  update: (client, n) =>
    client.send(
      new UpdateItemCommand({
        ...own,
        Key: keyOf(n),
        UpdateExpression: "SET #state = :sent ADD attempts :one",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: { ":sent": { S: "sent" }, ":one": { N: "1" } },
      }),
    ),
  "query 20": (client, n) =>
    client.send(
      new QueryCommand({
        ...own,
        KeyConditionExpression: "pk = :pk AND sk < :sk",
        ExpressionAttributeValues: { ":pk": { S: `wx_${n % 50}` }, ":sk": { S: "9" } },
        Limit: 20,
      }),
    ),
};

console.log("| engine | way | lanes | operation | calls/s | p50 ms | p99 ms | client CPU ms/call | engine RSS MB |");
console.log("|---|---|---|---|---|---|---|---|---|");
for (const kind of ["dynoxide", "dynalite"] as const) await measureEngine(kind);

async function measureEngine(kind: DynamoEngineKind): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "wechat-fleet-bench-"));
  const engine = await startDynamoEngine({ dataDir: join(dir, "dynamodb"), clock: createLocalClock(), kind });
  await ensureTables(engine.endpoint, [TABLE]);
  const s3 = createS3Store({ dir: join(dir, "s3") });
  const server = await startAwsServer({ port: 0, services: [], s3, dynamodbEndpoint: engine.endpoint });
  const ways = { direct: engine.endpoint, proxied: server.url };
  for (const [way, endpoint] of Object.entries(ways)) {
    for (const lanes of LANES) {
      const offset = way === "direct" ? lanes * 1e5 : lanes * 1e5 + 5e6;
      for (const [name, operation] of Object.entries(operations)) {
        const { rate, p50, p99, cpu } = await measure(endpoint, lanes, (client, n) => operation(client, offset + n));
        const memory = residentMegabytes(engine.endpoint);
        console.log(`| ${kind} | ${way} | ${lanes} | ${name} | ${rate} | ${p50} | ${p99} | ${cpu} | ${memory} |`);
      }
    }
  }
  await server.close();
  s3.close();
  await engine.stop();
  rmSync(dir, { recursive: true, force: true });
}

async function measure(
  endpoint: string,
  lanes: number,
  operation: (client: DynamoDBClient, n: number) => Promise<unknown>,
) {
  const client = new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const latencies: number[] = [];
  const since = performance.now();
  const usage = process.cpuUsage();
  let next = 0;
  const lane = async () => {
    while (next < CALLS) {
      const begun = performance.now();
      await operation(client, next++);
      latencies.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const seconds = (performance.now() - since) / 1000;
  const { user, system } = process.cpuUsage(usage);
  client.destroy();
  latencies.sort((a, b) => a - b);
  const at = (share: number) => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(2);
  return {
    rate: Math.round(CALLS / seconds),
    p50: at(0.5),
    p99: at(0.99),
    cpu: ((user + system) / 1000 / CALLS).toFixed(2),
  };
}

/** On systems other than Linux it is a dash. */
function residentMegabytes(endpoint: string): string {
  if (process.platform !== "linux") return "-";
  const { port } = new URL(endpoint);
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const args = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    if (args[0] === "/bin/sh" || !args.includes(port)) continue;
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return (Number(kilobytes) / 1024).toFixed(0);
  }
  return "-";
}
