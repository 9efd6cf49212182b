import { randomUUID } from "node:crypto";
import type { FunctionError } from "../runner/protocol.ts";
import { functionEnvironment } from "../worker/environment.ts";
import { startWorker, type Worker } from "../worker/worker.ts";
import { createGrowth } from "./growth.ts";
import type { PoolOptions } from "./options.ts";
import { createRoster, type Roster } from "./roster.ts";
import type { UsageMeter } from "./usage.ts";

/** The processes of one function: started when needed, kept warm, ended when they were idle too long. */
export type Processes = Pick<Roster, "list" | "cpuMs"> & {
  /**
   * A process with room for what waits since `oldest`. Where all are full, a further one starts as soon as it is due.
   */
  take(oldest: number): Worker | undefined;
  /** An invocation of a process is done; the process is idle from now on unless it has more in hand or has ended. */
  giveBack(worker: Worker): void;
  /** Lets running invocations end within `graceMs`, then kills. */
  stop(graceMs: number): Promise<void>;
};

/**
 * The init phase; a bundle that takes longer is loaded once more within its first invocation, for as long as the
 * function may run. Source: "Lambda execution environment lifecycle" in the AWS Lambda developer guide.
 */
const INIT_TIMEOUT_MS = 10_000;
const IDLE_MS = 300_000;
/** Most bursts are over sooner. */
const PATIENCE_MS = 50;

/**
 * `limit`: most processes; `perProcess`: most invocations that one has in hand; `free` is called when `take` may find
 * one; `failed`: when a bundle cannot be loaded.
 */
export function createProcesses(
  options: PoolOptions & {
    limit: number;
    perProcess: number;
    meter: UsageMeter;
    free(): void;
    failed(error: FunctionError): void;
  },
): Processes {
  const { limit, perProcess, meter, output, free, idleMs = IDLE_MS, patienceMs = PATIENCE_MS } = options;
  const roster = createRoster(perProcess);
  const growth = createGrowth({ limit, patienceMs, lookAgain: free });
  const sweep = setInterval(() => roster.releaseIdle(idleMs), Math.max(50, Math.min(idleMs / 10, 5_000))).unref();
  let stopping = false;

  async function start(): Promise<void> {
    growth.begin();
    meter.coldStart();
    const started = await launchWorker(options, roster);
    growth.end("worker" in started);
    if ("error" in started) {
      const { errorType, errorMessage } = started.error;
      output.error(`INIT_REPORT Status: error\tError Type: ${errorType}\t${errorMessage}`);
      return options.failed(started.error);
    }
    const { worker, initMs } = started;
    meter.initialized(initMs);
    output.platform(`INIT_REPORT Init Duration: ${initMs.toFixed(2)} ms\tPID: ${worker.pid}`);
    giveBack(worker);
  }

  function giveBack(worker: Worker): void {
    if (!worker.alive()) roster.leave(worker);
    else if (!stopping) roster.rest(worker);
    else if (worker.inHand === 0) worker.release();
    free();
  }

  return {
    list: roster.list,
    cpuMs: roster.cpuMs,
    giveBack,
    take(oldest) {
      const worker = roster.take();
      if (!worker && growth.isDue(oldest, roster.size)) void start();
      return worker;
    },
    async stop(graceMs) {
      stopping = true;
      clearInterval(sweep);
      growth.stop();
      await untilClosed(roster.releaseAll(), graceMs);
    },
  };
}

type Starting = PoolOptions & { perProcess: number; free(): void };

/** A new process in the roster whose bundle is loaded, or why it cannot be. */
async function launchWorker(
  options: Starting,
  roster: Roster,
): Promise<{ worker: Worker; initMs: number } | { error: FunctionError }> {
  const { initTimeoutMs = INIT_TIMEOUT_MS } = options;
  const first = await initialize(options, roster, initTimeoutMs);
  if (!("error" in first) || first.error.errorType !== "Sandbox.Timedout") return first;
  options.output.error(`INIT_REPORT Init Duration: ${initTimeoutMs}.00 ms\tPhase: init\tStatus: timeout`);
  return initialize(options, roster, options.model.timeoutSeconds * 1000);
}

async function initialize(
  options: Starting,
  roster: Roster,
  initTimeoutMs: number,
): Promise<{ worker: Worker; initMs: number } | { error: FunctionError }> {
  const { reaper, free } = options;
  const worker = spawnWorker(options, initTimeoutMs);
  if ("errorType" in worker) return { error: worker };
  roster.enter(worker);
  reaper.watch(worker.pid);
  void worker.closed.then(() => {
    reaper.forget(worker.pid);
    roster.bury(worker);
    free();
  });
  const init = await worker.init;
  if (init.kind === "ready") return { worker, initMs: init.initMs };
  roster.leave(worker);
  return init;
}

async function untilClosed(workers: readonly Worker[], graceMs: number): Promise<void> {
  const timer = setTimeout(() => {
    for (const worker of workers) worker.kill();
  }, graceMs);
  await Promise.all(workers.map((worker) => worker.closed));
  clearTimeout(timer);
}

/** A new process, or why the system does not start it. */
function spawnWorker(
  { model, endpoints, runnerPath, clock, output, perProcess, paced = false }: Starting,
  initTimeoutMs: number,
): Worker | FunctionError {
  try {
    return startWorker({
      runnerPath,
      memoryMb: model.memoryMb,
      environment: functionEnvironment(model, endpoints, { id: `local/${randomUUID()}`, perProcess }),
      clockOffset: clock.offset(),
      initTimeoutMs,
      capture: output.capture,
      paced,
    });
  } catch (error) {
    return { errorType: "Runtime.Unknown", errorMessage: error instanceof Error ? error.message : String(error) };
  }
}
