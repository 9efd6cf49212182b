import { randomUUID } from "node:crypto";
import type { LocalClock } from "../../clock.ts";
import type { Reaper } from "../../processes/reaper.ts";
import type { FunctionModel } from "../../template/model.ts";
import type { FunctionOutput } from "../output/function-output.ts";
import type { FunctionError } from "../runner/protocol.ts";
import { type FunctionEndpoints, functionEnvironment } from "../worker/environment.ts";
import { type Outcome, startWorker, type Worker } from "../worker/worker.ts";
import { emptyUsage, type FunctionUsage } from "./usage.ts";

export type FunctionStatus = {
  readonly name: string;
  /** Most processes at a time. */
  readonly limit: number;
  readonly waiting: number;
  readonly processes: readonly {
    readonly pid: number;
    readonly state: "starting" | "idle" | "busy";
    readonly maxRssMb: number;
  }[];
};

/** A function that can be invoked: its processes, started when needed and kept warm. */
export type FunctionPool = {
  readonly model: FunctionModel;
  readonly limit: number;
  /** Carries out one invocation, or says "throttled" if too many wait already. Never rejects. */
  invoke(event: unknown): Promise<Outcome | "throttled">;
  status(): FunctionStatus;
  usage(): FunctionUsage;
  /** Takes no more invocations, lets running ones end within `graceMs`, then kills. */
  stop(graceMs: number): Promise<void>;
};

export type PoolOptions = {
  readonly model: FunctionModel;
  readonly endpoints: FunctionEndpoints;
  readonly runnerPath: string;
  readonly clock: Pick<LocalClock, "offset">;
  readonly output: FunctionOutput;
  readonly reaper: Pick<Reaper, "watch" | "forget">;
  /** Most processes that this machine should carry. */
  readonly concurrency: number;
  /** Milliseconds after which the last idle process ends; further ones end after a tenth of it. */
  readonly idleMs?: number;
  /** Milliseconds that something has to wait while others run before a further process starts. */
  readonly patienceMs?: number;
};

type Job = { readonly event: unknown; readonly since: number; settle(outcome: Outcome | "throttled"): void };

/** Lambda answers 429 beyond its concurrency; here a burst waits for the few processes of a laptop, up to this many. */
const MAX_WAITING = 1000;
const MIN_INIT_TIMEOUT_MS = 30_000;
const IDLE_MS = 300_000;

/** Most bursts are over sooner. */
const PATIENCE_MS = 50;

/** What waited while a process started is soon done by it: its first invocation is its slowest. */
const SETTLING_MS = 300;

export function createFunctionPool(options: PoolOptions): FunctionPool {
  const { model, output, reaper } = options;
  const limit = Math.max(0, Math.min(model.reservedConcurrency ?? Number.POSITIVE_INFINITY, options.concurrency));
  const { idleMs = IDLE_MS, patienceMs = PATIENCE_MS } = options;
  const usage = emptyUsage();
  const waiting: Job[] = [];
  const workers = new Map<Worker, "starting" | "idle" | "busy">();
  const idle: { readonly worker: Worker; readonly since: number }[] = [];
  let starting = 0;
  let endedCpuMs = 0;
  let stopping = false;
  let lastReadyAt = Number.NEGATIVE_INFINITY;
  let growing: NodeJS.Timeout | undefined;
  const gb = model.memoryMb / 1024;
  const sweep = setInterval(endIdle, Math.max(50, Math.min(idleMs / 10, 5_000))).unref();

  function pump(): void {
    while (waiting.length > 0) {
      const free = idle.pop();
      if (free) {
        const job = waiting.shift();
        if (job && free.worker.alive()) void run(free.worker, job);
        else if (job) waiting.unshift(job);
      } else {
        grow();
        return;
      }
    }
  }

  /** The first process starts at once, further ones one after the other, where those that run do not keep up. */
  function grow(): void {
    const oldest = waiting[0];
    if (!oldest || workers.size >= limit || starting > 0) return;
    const due = workers.size === 0 ? 0 : Math.max(oldest.since + patienceMs, lastReadyAt + SETTLING_MS);
    const left = due - performance.now();
    if (left <= 0) void start();
    else growing ??= setTimeout(lookAgain, left);
  }

  function lookAgain(): void {
    growing = undefined;
    pump();
  }

  async function start(): Promise<void> {
    starting++;
    usage.coldStarts++;
    const init = await launch();
    starting--;
    if ("error" in init) {
      output.error(`INIT_REPORT Status: error\tError Type: ${init.error.errorType}\t${init.error.errorMessage}`);
      count("error", 0);
      waiting.shift()?.settle({ kind: "error", error: init.error, durationMs: 0 });
      pump();
    } else {
      usage.gbMs += init.initMs * gb;
      lastReadyAt = performance.now();
      output.platform(`INIT_REPORT Init Duration: ${init.initMs.toFixed(2)} ms\tPID: ${init.worker.pid}`);
      makeIdle(init.worker);
    }
  }

  async function launch(): Promise<{ worker: Worker; initMs: number } | { error: FunctionError }> {
    const worker = spawnWorker();
    if ("errorType" in worker) return { error: worker };
    workers.set(worker, "starting");
    reaper.watch(worker.pid);
    void worker.closed.then(() => forget(worker));
    const init = await worker.init;
    if (init.kind === "ready") return { worker, initMs: init.initMs };
    workers.delete(worker);
    return init;
  }

  function spawnWorker(): Worker | FunctionError {
    try {
      return startWorker({
        runnerPath: options.runnerPath,
        memoryMb: model.memoryMb,
        environment: functionEnvironment(model, options.endpoints, `local/${randomUUID()}`),
        clockOffset: options.clock.offset(),
        initTimeoutMs: Math.max(MIN_INIT_TIMEOUT_MS, model.timeoutSeconds * 1000),
        capture: output.capture,
      });
    } catch (error) {
      return { errorType: "Runtime.Unknown", errorMessage: error instanceof Error ? error.message : String(error) };
    }
  }

  async function run(worker: Worker, job: Job): Promise<void> {
    workers.set(worker, "busy");
    const outcome = await worker.invoke({
      requestId: randomUUID(),
      event: job.event,
      timeoutMs: model.timeoutSeconds * 1000,
      clockOffset: options.clock.offset(),
    });
    count(outcome.kind, outcome.durationMs);
    if (outcome.kind === "timeout" || (outcome.kind === "error" && !worker.alive())) {
      output.error(`${outcome.error.errorType}: ${outcome.error.errorMessage}`);
      workers.delete(worker);
      pump();
    } else makeIdle(worker);
    job.settle(outcome);
  }

  function count(kind: Outcome["kind"], durationMs: number): void {
    usage.invocations++;
    if (kind !== "ok") usage.errors++;
    if (kind === "timeout") usage.timeouts++;
    usage.gbMs += Math.ceil(durationMs) * gb;
  }

  function makeIdle(worker: Worker): void {
    if (!worker.alive()) {
      workers.delete(worker);
    } else if (stopping) {
      worker.release();
    } else {
      workers.set(worker, "idle");
      idle.push({ worker, since: performance.now() });
    }
    pump();
  }

  function forget(worker: Worker): void {
    reaper.forget(worker.pid);
    endedCpuMs += worker.totals().cpuMs;
    workers.delete(worker);
    const at = idle.findIndex((one) => one.worker === worker);
    if (at >= 0) idle.splice(at, 1);
    pump();
  }

  /** The longest idle stands first, for the most recently used is used again first. */
  function endIdle(): void {
    for (const { worker, since } of [...idle]) {
      const allowed = workers.size > 1 ? idleMs / 10 : idleMs;
      if (performance.now() - since < allowed) return;
      idle.shift();
      workers.delete(worker);
      worker.release();
    }
  }

  return {
    model,
    limit,
    invoke(event) {
      if (stopping || waiting.length >= MAX_WAITING || limit === 0) {
        usage.throttles++;
        return Promise.resolve("throttled");
      }
      return new Promise((resolve) => {
        waiting.push({ event, since: performance.now(), settle: resolve });
        pump();
      });
    },
    status: () => ({
      name: model.name,
      limit,
      waiting: waiting.length,
      processes: [...workers].map(([worker, state]) => ({
        pid: worker.pid,
        state,
        maxRssMb: Math.round(worker.totals().maxRssMb),
      })),
    }),
    usage() {
      const running = [...workers.keys()].reduce((sum, worker) => sum + worker.totals().cpuMs, 0);
      return { ...usage, cpuMs: Math.round(endedCpuMs + running) };
    },
    async stop(graceMs) {
      stopping = true;
      clearInterval(sweep);
      clearTimeout(growing);
      for (const job of waiting.splice(0)) job.settle("throttled");
      for (const { worker } of idle.splice(0)) worker.release();
      const all = [...workers.keys()];
      const timer = setTimeout(() => {
        for (const worker of all) worker.kill();
      }, graceMs);
      await Promise.all(all.map((worker) => worker.closed));
      clearTimeout(timer);
      output.flush();
    },
  };
}
