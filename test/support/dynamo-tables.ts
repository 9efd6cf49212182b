import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type DynamoEngineKind, startDynamoEngine } from "../../local/aws/dynamodb/engine.ts";
import { ensureTables } from "../../local/aws/dynamodb/tables.ts";
import { INDEXES, KEYS } from "../../shared/names.ts";
import { SERVICES } from "../../shared/platform/aws/service.ts";
import { sendLightly } from "./light-client.ts";
import { OUTSIDE } from "./outside-engines.ts";

/** The names of one set of the three tables. */
export type TableNames = { readonly config: string; readonly state: string; readonly journal: string };

export type DynamoBackend = {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  /** Three empty tables with keys and indexes as in the cloud. */
  freshTables(): Promise<TableNames>;
  stop(): Promise<void>;
};

/** A clock by which no row expires: tests choose their own times. */
const NEVER = { now: () => 0, offset: () => 0, advance: () => undefined, onAdvance: () => () => undefined };

/** Starts an engine of `kind` with its data in a folder of its own, or uses the one outside. */
export async function startDynamoBackend(
  kind: DynamoEngineKind | "outside",
  by: "sdk" | "light" = "sdk",
): Promise<DynamoBackend> {
  const engine = kind === "outside" ? outsideEngine() : await startInFolder(kind);
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  if (by === "light") sendLightly(client, SERVICES.dynamodb, engine.endpoint);
  // Test files share the engine outside.
  const run = randomUUID();
  let sets = 0;
  return {
    client,
    endpoint: engine.endpoint,
    async freshTables() {
      sets += 1;
      const end = `${sets}-${run}`;
      const names = { config: `config-${end}`, state: `state-${end}`, journal: `journal-${end}` };
      await ensureTables(engine.endpoint, [
        tableProperties(names.config, INDEXES.configByKind),
        tableProperties(names.state, INDEXES.stateByMute),
        tableProperties(names.journal, INDEXES.journalByAttention, INDEXES.journalByAccount),
      ]);
      return names;
    },
    async stop() {
      client.destroy();
      await engine.stop();
    },
  };
}

async function startInFolder(kind: DynamoEngineKind) {
  const dataDir = mkdtempSync(join(tmpdir(), "wechat-fleet-dynamo-"));
  const engine = await startDynamoEngine({ dataDir, clock: NEVER, kind });
  return {
    endpoint: engine.endpoint,
    async stop() {
      await engine.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function outsideEngine() {
  if (OUTSIDE.dynamodb === undefined) throw new Error("no DynamoDB outside is named");
  return { endpoint: OUTSIDE.dynamodb, stop: async () => undefined };
}

type Index = {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
  readonly keysOnly?: boolean;
  readonly include?: readonly string[];
};

function tableProperties(name: string, ...indexes: readonly Index[]) {
  const keys = indexes.flatMap(({ partition, sort }) => [partition, sort]);
  const attributes = new Set<string>([KEYS.partition, KEYS.sort, ...keys]);
  return {
    TableName: name,
    AttributeDefinitions: [...attributes].map((attribute) => ({ AttributeName: attribute, AttributeType: "S" })),
    KeySchema: keySchema(KEYS.partition, KEYS.sort),
    ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes.map(indexProperties) } : {}),
  };
}

function indexProperties({ name, partition, sort, keysOnly, include }: Index) {
  const all = { ProjectionType: keysOnly ? "KEYS_ONLY" : "ALL" };
  return {
    IndexName: name,
    KeySchema: keySchema(partition, sort),
    Projection: include ? { ProjectionType: "INCLUDE", NonKeyAttributes: include } : all,
  };
}

function keySchema(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: "HASH" },
    { AttributeName: sort, KeyType: "RANGE" },
  ];
}
