import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { buildAssembly } from "../../local/assembly/build.ts";
import { startEngines } from "../../local/setup/engines.ts";
import { layGround } from "../../local/setup/ground.ts";
import { startServices } from "../../local/setup/services.ts";
import { openStores } from "../../local/setup/stores.ts";
import { createDynamoAccountStore } from "../../shared/accounts/adapters/dynamo-store.ts";
import { newAccount } from "../../shared/accounts/domain/account.ts";
import { inParallel } from "../../shared/kernel/application/in-parallel.ts";
import { createDynamoRules } from "../../shared/rules/adapters/dynamo-rules.ts";
import { loadAppId } from "../../test/support/fleet-driver.ts";
import { manyRules } from "../../test/support/many-rules.ts";
import { PROJECT } from "../e2e/checkout.ts";
import { type Sums, total } from "../e2e/usage.ts";

const LANES = 16;

/** The functions of the template over the embedded engines, without anything that invokes them by itself. */
export type Workshop = {
  readonly client: DynamoDBClient;
  readonly tables: { readonly config: string; readonly journal: string };
  /** Registers accounts up to this number. */
  register(accounts: number): Promise<void>;
  /** Puts so many rules in force, which do not concern the messages. */
  publish(rules: number): Promise<void>;
  /** Moves the time of the functions. */
  advance(seconds: number): void;
  /** @throws Error where the function fails */
  consume(event: object): Promise<void>;
  used(): { readonly cpuMs: number; readonly calls: number; readonly units: Sums };
  stop(): Promise<void>;
};

export async function openWorkshop(): Promise<Workshop> {
  buildAssembly(PROJECT);
  const started = new AsyncDisposableStack();
  const dataDir = mkdtempSync(join(tmpdir(), "wechat-fleet-flat-"));
  started.defer(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  const place = { dataDir, cdkOutDir: join(PROJECT, "cdk.out"), port: 0, simPort: 0, awsPort: 0 };
  const ground = await layGround(place, started);
  const engines = await startEngines(ground, started);
  const stores = openStores(ground, started);
  const model = { ...ground.model, rules: [], eventSources: [] };
  const one = { concurrency: 1, perProcess: 1, paced: false };
  const services = await startServices({ ...ground, ...engines, ...stores, model }, one, started);
  const client = new DynamoDBClient({
    endpoint: engines.dynamodb.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  });
  started.defer(() => client.destroy());
  const named = (form: RegExp) => {
    const found = model.tables.find(({ name }) => form.test(name));
    if (!found) throw new Error(`the template has no table ${form}`);
    return found.name;
  };
  const tables = { config: named(/config/i), journal: named(/journal/i) };
  const consumer = model.functions.find(({ name }) => name.endsWith("-ConsumerFunction"))?.name ?? "";
  let [registered, version] = [0, 0];
  return {
    client,
    tables,
    async register(accounts) {
      const store = createDynamoAccountStore({ client, table: tables.config });
      const indexes = Array.from({ length: Math.max(0, accounts - registered) }, (_, index) => registered + index);
      await inParallel(indexes, LANES, async (index) => {
        const appId = loadAppId(index);
        await store.register(newAccount({ appId, name: appId, wxid: `wxid_own_${index}` }, ground.clock.now()));
      });
      registered = Math.max(registered, accounts);
    },
    async publish(rules) {
      version += 1;
      const about = { version, publishedAt: ground.clock.now(), publishedBy: "bench" };
      await createDynamoRules({ client, table: tables.config }).publish({ ...about, rules: manyRules(rules) });
    },
    advance: (seconds) => ground.clock.advance(seconds),
    async consume(event) {
      const outcome = await services.functions.invoke(consumer, event);
      const isDone = outcome !== "throttled" && outcome.kind === "ok" && !hasFailures(outcome.payload);
      if (!isDone) throw new Error(`the consumer failed: ${JSON.stringify(outcome)}`);
    },
    used: () => ({
      cpuMs: services.functions.usage()[consumer]?.cpuMs ?? 0,
      calls: total(services.calls()[consumer] ?? {}),
      units: { read: services.tables.usage().readUnits, write: services.tables.usage().writeUnits },
    }),
    stop: () => started.disposeAsync(),
  };
}

const hasFailures = (payload: unknown) => JSON.stringify(payload ?? {}).includes('"itemIdentifier"');
