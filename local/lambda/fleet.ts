import type { LocalClock } from "../clock.ts";
import { isDiskFullNow } from "../full-disk.ts";
import type { Reaper } from "../processes/reaper.ts";
import type { FunctionModel } from "../template/model.ts";
import { createFunctionOutput } from "./output/function-output.ts";
import type { MetricsStore } from "./output/metrics-store.ts";
import { createFunctionPool, type FunctionPool, type FunctionStatus } from "./pool/pool.ts";
import type { FunctionUsage } from "./pool/usage.ts";
import type { FunctionEndpoints } from "./worker/environment.ts";
import type { Outcome } from "./worker/outcome.ts";

/** All functions of the template. */
export type FunctionFleet = {
  /** Throws for a name or an ARN that the template does not have. */
  pool(nameOrArn: string): FunctionPool;
  invoke(nameOrArn: string, event: unknown): Promise<Outcome | "throttled">;
  status(): FunctionStatus[];
  usage(): Record<string, FunctionUsage>;
  /** Whether `stop` was called: what fails from then on was cut off. */
  isStopping(): boolean;
  stop(graceMs: number): Promise<void>;
};

export function createFunctionFleet(options: {
  models: readonly FunctionModel[];
  endpoints: FunctionEndpoints;
  runnerPath: string;
  clock: Pick<LocalClock, "offset">;
  metrics: MetricsStore;
  reaper: Reaper;
  logDir: string;
  /** Most processes of one function. */
  concurrency: number;
  /** Most invocations that one process carries out at once, where its code allows it. */
  perProcess: number;
  /** Holds each function to the share of a core that goes with its memory. */
  paced?: boolean;
}): FunctionFleet {
  const {
    models,
    endpoints,
    runnerPath,
    clock,
    metrics,
    reaper,
    logDir,
    concurrency,
    perProcess,
    paced = false,
  } = options;
  const pools = new Map<string, FunctionPool>();
  let stopping = false;
  /** Errors of functions that end with the embedded cloud, or that have no room on the disk, are in their logs only. */
  const show = (line: string) => {
    if (!stopping && !isDiskFullNow()) console.error(line);
  };
  for (const model of models) {
    const output = createFunctionOutput({
      functionName: model.name,
      logging: model.logging,
      dir: logDir,
      metrics,
      show,
    });
    const pool = createFunctionPool({
      model,
      endpoints,
      runnerPath,
      clock,
      output,
      reaper,
      concurrency,
      perProcess,
      paced,
    });
    pools.set(model.name, pool);
    pools.set(model.arn, pool);
  }
  const pool = (nameOrArn: string): FunctionPool => {
    const found = pools.get(nameOrArn);
    if (!found) throw new Error(`the template has no function ${nameOrArn}`);
    return found;
  };
  const all = () => [...new Set(pools.values())];
  return {
    pool,
    invoke: (nameOrArn, event) => pool(nameOrArn).invoke(event),
    status: () => all().map((one) => one.status()),
    usage: () => Object.fromEntries(all().map((one) => [one.model.name, one.usage()])),
    isStopping: () => stopping,
    async stop(graceMs) {
      stopping = true;
      await Promise.all(all().map((one) => one.stop(graceMs)));
    },
  };
}
