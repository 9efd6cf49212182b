import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createAwsCalls } from "./cloud/aws-calls.ts";
import { createCdk } from "./cloud/cdk.ts";
import { testDeployment } from "./deployment.ts";
import { installElasticMq, startElasticMq } from "./engines/elasticmq.ts";
import { type Engine, installMoto, startMoto } from "./engines/moto.ts";
import { createProtocol } from "./protocol.ts";
import { MOTO_SQS_FAULTS, runSuites } from "./suites.ts";

/**
 * `npm run test:deploy` deploys to a cloud without an account (docs/deployment.md). It needs Python for moto and Java
 * with Maven for ElasticMQ, and says in one line what it skips where one is missing. `--dynamodb <url>` also runs the
 * adapters' suites against a DynamoDB that a person has started.
 */
const { values } = parseArgs({ options: { dynamodb: { type: "string" } } });
const protocol = createProtocol(console.log);
const folder = mkdtempSync(join(tmpdir(), "wechat-fleet-deploy-"));
// The engines and tools end with this process, however it ends; by these signals it also clears up.
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

async function withEngine(engine: Engine, use: (url: string) => Promise<void>): Promise<void> {
  try {
    await use(engine.url);
  } finally {
    await engine.stop();
  }
}

async function onMoto(url: string): Promise<void> {
  await testDeployment({ aws: createAwsCalls(url), cdk: createCdk(url, folder), protocol }, folder);
  await runSuites(protocol, "adapters' suites on moto's DynamoDB", { variable: "OUTSIDE_DYNAMODB", url });
  const sqs = { variable: "OUTSIDE_SQS", url, faults: MOTO_SQS_FAULTS } as const;
  await runSuites(protocol, "adapters' suites on moto's SQS", sqs);
}

const onElasticMq = (url: string) =>
  runSuites(protocol, "adapters' suites on ElasticMQ", { variable: "OUTSIDE_SQS", url });

const onOwnDynamo = (url: string) =>
  runSuites(protocol, "adapters' suites on --dynamodb", { variable: "OUTSIDE_DYNAMODB", url });

try {
  const python = await protocol.attempt("install moto", "deployment, suites on moto", installMoto);
  const jars = await protocol.attempt("install ElasticMQ", "suites on ElasticMQ", installElasticMq);
  if (python !== undefined) await withEngine(await startMoto(python, folder), onMoto);
  if (jars !== undefined) await withEngine(await startElasticMq(jars, folder), onElasticMq);
  if (values.dynamodb !== undefined) await onOwnDynamo(values.dynamodb);
} catch (error) {
  console.error(error instanceof Error ? `\n${error.name}: ${error.message}` : error);
  process.exitCode = 1;
}
