import { join } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { type Context, readContext } from "./assembly/context.ts";
import type { CloudOptions } from "./cloud.ts";
import { DURABILITIES } from "./durability.ts";
import { LocalError } from "./local-error.ts";

/** What `npm start` is told by arguments, environment and `cdk.json`. */
export type StartOptions = {
  readonly cloud: CloudOptions;
  /** What the app is synthesized with. */
  readonly context: Context;
};

const port = z.coerce.number().int().min(0).max(65_535);
const share = z.coerce.number().min(0).max(1).default(0);
const envSchema = z.object({
  PORT: port.default(8787),
  SIM_PORT: port.default(8788),
  AWS_PORT: port.default(8789),
  SHOP_PORT: port.default(8790),
  DATA_DIR: z.string().min(1).optional(),
  POLLERS: z.coerce.number().int().min(0).max(100).default(0),
  PROFILES: z.enum(["off", "addressed", "all"]).optional(),
  BEHAVIOUR_EVENTS: z.enum(["off", "on", "with-texts"]).optional(),
  LOCAL_CONCURRENCY: z.coerce.number().int().min(1).max(100).default(2),
  LOCAL_INVOCATIONS_PER_PROCESS: z.coerce.number().int().min(1).max(100).default(16),
  LOCAL_DURABILITY: z.enum(DURABILITIES).default("process"),
  LOCAL_CPU: z.enum(["full", "lambda"]).default("full"),
  LOCAL_THROTTLED: share,
  LOCAL_STRAYED: share,
});

/** Throws `LocalError` for what makes no sense. `root`: the folder of the app. */
export function readStartOptions(root: string, args: string[], environment: NodeJS.ProcessEnv): StartOptions {
  const { reset, context: given } = readArguments(args);
  const env = readEnvironment(environment);
  const context = readContext(root, given, {
    ...(env.POLLERS > 0 ? { pollers: env.POLLERS } : {}),
    ...(env.PROFILES ? { profiles: env.PROFILES } : {}),
    ...(env.BEHAVIOUR_EVENTS ? { behaviourEvents: env.BEHAVIOUR_EVENTS } : {}),
  });
  // A poller keeps its process for its whole minute.
  const pollers = Number(context.pollers ?? 0) || 0;
  return {
    context,
    cloud: {
      dataDir: env.DATA_DIR ?? join(root, ".data"),
      cdkOutDir: join(root, "cdk.out"),
      port: env.PORT,
      simPort: env.SIM_PORT,
      awsPort: env.AWS_PORT,
      shopPort: env.SHOP_PORT,
      reset,
      concurrency: Math.max(env.LOCAL_CONCURRENCY, pollers),
      invocationsPerProcess: env.LOCAL_INVOCATIONS_PER_PROCESS,
      cpuByMemory: env.LOCAL_CPU === "lambda",
      durability: env.LOCAL_DURABILITY,
      shares: { throttled: env.LOCAL_THROTTLED, strayed: env.LOCAL_STRAYED },
      demoFleet: true,
    },
  };
}

function readArguments(args: string[]): { reset: boolean; context: string[] } {
  try {
    const { values } = parseArgs({
      args,
      options: {
        reset: { type: "boolean", default: false },
        context: { type: "string", short: "c", multiple: true, default: [] },
      },
    });
    return values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LocalError(
      `${reason} (npm start -- --reset empties the data, -c name=value sets an option of the deployment)`,
    );
  }
}

function readEnvironment(environment: NodeJS.ProcessEnv): z.infer<typeof envSchema> {
  const env = envSchema.safeParse(environment);
  if (env.success) return env.data;
  const faults = env.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new LocalError(`wrong environment: ${faults.join("; ")}`);
}
