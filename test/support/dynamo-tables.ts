import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type DynamoEngineKind, startDynamoEngine } from "../../local/aws/dynamodb/engine.ts";
import { ensureTables } from "../../local/aws/dynamodb/tables.ts";
import { INDEXES, KEYS } from "../../shared/names.ts";

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

/** Starts an engine of `kind` with its data in a folder of its own. */
export async function startDynamoBackend(kind: DynamoEngineKind): Promise<DynamoBackend> {
  const dataDir = mkdtempSync(join(tmpdir(), "wechat-fleet-dynamo-"));
  const engine = await startDynamoEngine({ dataDir, clock: NEVER, kind });
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  let sets = 0;
  return {
    client,
    endpoint: engine.endpoint,
    async freshTables() {
      sets += 1;
      const names = { config: `config-${sets}`, state: `state-${sets}`, journal: `journal-${sets}` };
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
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
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
