import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createAwsCalls } from "./cloud/aws-calls.ts";
import { createCdk } from "./cloud/cdk.ts";
import { testDeployment } from "./deployment.ts";
import { installElasticMq, startElasticMq } from "./engines/elasticmq.ts";
import { type Engine, installMoto, startMoto } from "./engines/moto.ts";
import { inOneLine } from "./engines/run-tool.ts";
import { createProtocol, type Protocol } from "./protocol.ts";
import { MOTO_SQS_FAULTS, runSuites } from "./suites.ts";

/**
 * `npm run test:deploy` deploys to a cloud without an account (docs/deployment.md). It needs Python for moto and Java with
 * Maven for ElasticMQ, and says in one line what it skips where one is missing. `--dynamodb <url>` also runs the
 * adapters' suites against a DynamoDB that a person has started.
 */
const { values } = parseArgs({ options: { dynamodb: { type: "string" } } });
const protocol = createProtocol(console.log);

/** Installs an engine, or says what is skipped without it. */
async function install(say: Protocol, name: string, covers: string, work: () => Promise<string>) {
  let installed: string | undefined;
  await say
    .step(`install ${name}`, async () => {
      installed = await work();
      return "";
    })
    .catch((error) => say.skip(covers, inOneLine(error)));
  return installed;
}

async function withEngine(start: () => Promise<Engine>, use: (engine: Engine) => Promise<void>): Promise<void> {
  const engine = await start();
  try {
    await use(engine);
  } finally {
    await engine.stop();
  }
}

const python = await install(protocol, "moto", "deployment, suites on moto", installMoto);
const jars = await install(protocol, "ElasticMQ", "suites on ElasticMQ", installElasticMq);
const folder = mkdtempSync(join(tmpdir(), "wechat-fleet-deploy-"));
try {
  if (python !== undefined) {
    await withEngine(
      () => startMoto(python),
      async ({ url }) => {
        await testDeployment({ aws: createAwsCalls(url), cdk: createCdk(url, folder), protocol }, folder);
        await runSuites(protocol, "adapters' suites on moto's DynamoDB", { variable: "OUTSIDE_DYNAMODB", url });
        await runSuites(protocol, "adapters' suites on moto's SQS", {
          variable: "OUTSIDE_SQS",
          url,
          faults: MOTO_SQS_FAULTS,
        });
      },
    );
  }
  if (jars !== undefined) {
    await withEngine(
      () => startElasticMq(jars),
      ({ url }) => runSuites(protocol, "adapters' suites on ElasticMQ", { variable: "OUTSIDE_SQS", url }),
    );
  }
  if (values.dynamodb !== undefined) {
    await runSuites(protocol, `adapters' suites on ${values.dynamodb}`, {
      variable: "OUTSIDE_DYNAMODB",
      url: values.dynamodb,
    });
  }
} catch (error) {
  console.error(error instanceof Error ? `\n${error.name}: ${error.message}` : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
