import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe } from "vitest";
import { type DynamoBackend, startDynamoBackend } from "../../support/dynamo-tables.ts";
import { OUTSIDE } from "../../support/outside-engines.ts";
import { dynamoStorage, memoryStorage, type Storage } from "../../support/storage.ts";

const dynoxide = fileURLToPath(
  new URL(`../../../node_modules/@dynoxide/${process.platform}-${process.arch}`, import.meta.url),
);
const installed = existsSync(dynoxide) ? (["dynoxide", "dynalite"] as const) : (["dynalite"] as const);
const engines = OUTSIDE.dynamodb === undefined ? installed : (["outside"] as const);

/** Each engine by each client that a bundle may have. */
const CLIENTS = engines.flatMap((engine) => (["sdk", "light"] as const).map((by) => [engine, by] as const));

/** Runs a port's contract on every adapter; `fresh` gives the ports over empty tables. */
export function onEveryStorage(port: string, contract: (fresh: () => Promise<Storage>) => void): void {
  if (OUTSIDE.dynamodb === undefined) describe(`${port} in memory`, () => contract(async () => memoryStorage()));
  onEveryDynamo(port, (backend) => contract(() => dynamoStorage(backend())));
}

/** Runs the tests of DynamoDB adapters alone, on every engine that is installed. */
export function onEveryDynamo(port: string, suite: (backend: () => DynamoBackend) => void): void {
  describe.each(CLIENTS)(`${port} in DynamoDB (%s, %s client)`, (kind, by) => {
    let backend: DynamoBackend | undefined;
    beforeAll(async () => {
      backend = await startDynamoBackend(kind, by);
    });
    afterAll(() => backend?.stop());
    suite(() => {
      if (!backend) throw new Error("the engine is not started yet");
      return backend;
    });
  });
}
