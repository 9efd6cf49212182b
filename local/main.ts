import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { buildAssembly } from "./assembly/build.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { LocalError } from "./local-error.ts";
import { TemplateError } from "./template/intrinsics.ts";

/** `npm start`: synthesizes the app where its sources have changed, and runs it on this machine until Ctrl-C. */

const root = resolve(import.meta.dirname, "..");
const port = z.coerce.number().int().min(0).max(65_535);
const envSchema = z.object({
  PORT: port.default(8787),
  SIM_PORT: port.default(8788),
  AWS_PORT: port.default(8789),
  DATA_DIR: z.string().min(1).default(join(root, ".data")),
  POLLERS: z.coerce.number().int().min(0).max(100).default(0),
  PROFILES: z.enum(["off", "addressed", "all"]).optional(),
  BEHAVIOUR_EVENTS: z.enum(["off", "on", "with-texts"]).optional(),
  LOCAL_CONCURRENCY: z.coerce.number().int().min(1).max(100).default(2),
});

try {
  await main();
} catch (error) {
  const isPlain = error instanceof LocalError || error instanceof TemplateError;
  console.error(isPlain ? `error: ${error.message}` : error);
  process.exit(1);
}

async function main(): Promise<void> {
  const { reset } = readArguments();
  const env = readEnvironment();
  buildAssembly(root, {
    ...(env.POLLERS > 0 ? { pollers: env.POLLERS } : {}),
    ...(env.PROFILES ? { profiles: env.PROFILES } : {}),
    ...(env.BEHAVIOUR_EVENTS ? { behaviourEvents: env.BEHAVIOUR_EVENTS } : {}),
  });
  const starting = startCloud({
    dataDir: env.DATA_DIR,
    cdkOutDir: join(root, "cdk.out"),
    port: env.PORT,
    simPort: env.SIM_PORT,
    awsPort: env.AWS_PORT,
    reset,
    // A poller keeps its process for its whole minute.
    concurrency: Math.max(env.LOCAL_CONCURRENCY, env.POLLERS),
    demoFleet: true,
  });
  stopOnSignals(starting);
  const cloud = await starting;
  tell(cloud, env.DATA_DIR);
}

function readArguments(): { reset: boolean } {
  try {
    const { values } = parseArgs({ options: { reset: { type: "boolean", default: false } } });
    return values;
  } catch (error) {
    throw new LocalError(`${error instanceof Error ? error.message : error} (npm start -- --reset empties the data)`);
  }
}

function readEnvironment(): z.infer<typeof envSchema> {
  const env = envSchema.safeParse(process.env);
  if (env.success) return env.data;
  const faults = env.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new LocalError(`wrong environment: ${faults.join("; ")}`);
}

/** The first Ctrl-C ends everything in order, the second one at once. */
function stopOnSignals(starting: Promise<Cloud>): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(130);
    stopping = true;
    console.log(`${signal}: stopping …`);
    starting
      .then((cloud) => cloud.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
}

function tell(cloud: Cloud, dataDir: string): void {
  const { messages, seconds } = cloud.leftInFlight;
  if (messages > 0) {
    console.log(
      `${messages} ${messages === 1 ? "message was" : "messages were"} in flight when the last run ended: as on AWS ` +
        `visible again within ${Math.ceil(seconds / 60)} minutes, or now by POST /local/clock {"advance": ${seconds}}`,
    );
  }
  console.log(`simulators ${cloud.simulatorUrl}   AWS endpoint ${cloud.awsUrl}   data ${relative("", dataDir) || "."}`);
  console.log(
    `a token: ${cloud.url}/local/token?role=admin   the API: ${cloud.url}/api/openapi.json   guide: README.md`,
  );
  console.log(`ready ${cloud.url}`);
}
