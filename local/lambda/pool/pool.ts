import { randomUUID } from "node:crypto";
import type { FunctionModel } from "../../template/model.ts";
import { nextTraceHeader } from "../lineage.ts";
import type { FunctionError, Invocation } from "../runner/protocol.ts";
import type { Outcome } from "../worker/outcome.ts";
import type { Worker } from "../worker/worker.ts";
import type { PoolOptions } from "./options.ts";
import { createProcesses } from "./processes.ts";
import type { WorkerState } from "./roster.ts";
import { createUsageMeter, type FunctionUsage } from "./usage.ts";

export type FunctionStatus = {
  readonly name: string;
  /** Most invocations at a time. */
  readonly limit: number;
  readonly waiting: number;
  readonly processes: readonly ProcessStatus[];
};
type ProcessStatus = {
  readonly pid: number;
  readonly state: WorkerState;
  /** Invocations. */
  readonly inHand: number;
  readonly maxRssMb: number;
};

/** A function that can be invoked: its processes, and the invocations that wait for one. */
export type FunctionPool = {
  readonly model: FunctionModel;
  /** Most invocations at a time. */
  readonly limit: number;
  /**
   * Carries out one invocation, or says "throttled" if too many wait already. Never rejects. `traceHeaders`: of the
   * messages in the event.
   */
  invoke(event: unknown, traceHeaders?: readonly string[]): Promise<Outcome | "throttled">;
  /** Counts messages that never reach the function, because it had queued them itself too often in a row. */
  dropped(count: number): void;
  status(): FunctionStatus;
  usage(): FunctionUsage;
  /** Takes no more invocations, lets running ones end within `graceMs`, then kills. */
  stop(graceMs: number): Promise<void>;
};

type Job = {
  readonly event: unknown;
  readonly traceHeaders: readonly string[];
  readonly since: number;
  settle(outcome: Outcome | "throttled"): void;
};

/** Lambda answers 429 beyond its concurrency; here a burst waits for the few processes of a laptop, up to this many. */
const MAX_WAITING = 1000;

export function createFunctionPool(options: PoolOptions): FunctionPool {
  const { model, output } = options;
  const perProcess = Math.min(model.invocationsPerProcess, options.perProcess);
  const reserved = model.reservedConcurrency ?? Number.POSITIVE_INFINITY;
  const limit = Math.max(0, Math.min(reserved, options.concurrency * perProcess));
  const meter = createUsageMeter(model.memoryMb, options.paced);
  const waiting: Job[] = [];
  const processes = createProcesses({
    ...options,
    limit: Math.ceil(limit / perProcess),
    perProcess,
    meter,
    free: pump,
    failed,
  });
  let running = 0;
  let stopping = false;

  function pump(): void {
    for (let job = waiting[0]; job && running < limit; job = waiting[0]) {
      const worker = processes.take(job.since);
      if (!worker) return;
      waiting.shift();
      void run(worker, job);
    }
  }

  async function run(worker: Worker, job: Job): Promise<void> {
    running++;
    const outcome = await worker.invoke(invocationOf(model, job, options.clock.offset()));
    running--;
    meter.invoked(outcome);
    const isLost = outcome.kind === "timeout" || (outcome.kind === "error" && worker.ended());
    if (isLost && !stopping) output.error(`${outcome.error.errorType}: ${outcome.error.errorMessage}`);
    processes.giveBack(worker);
    job.settle(outcome);
  }

  /** A bundle that cannot be loaded is the outcome of the invocation that waited longest. */
  function failed(error: FunctionError): void {
    const outcome = { kind: "error", error, durationMs: 0 } as const;
    meter.invoked(outcome);
    waiting.shift()?.settle(outcome);
    pump();
  }

  return {
    model,
    limit,
    dropped: meter.dropped,
    invoke(event, traceHeaders = []) {
      if (stopping || waiting.length >= MAX_WAITING || limit === 0) {
        meter.throttled();
        return Promise.resolve("throttled");
      }
      return new Promise((settle) => {
        waiting.push({ event, traceHeaders, since: performance.now(), settle });
        pump();
      });
    },
    status: () => ({ name: model.name, limit, waiting: waiting.length, processes: processes.list().map(describe) }),
    usage: () => meter.read(processes.cpuMs(), output.logBytes()),
    async stop(graceMs) {
      stopping = true;
      for (const job of waiting.splice(0)) job.settle("throttled");
      await processes.stop(graceMs);
      output.flush();
    },
  };
}

function invocationOf(model: FunctionModel, { event, traceHeaders }: Job, clockOffset: number): Invocation {
  return {
    requestId: randomUUID(),
    event,
    traceHeader: nextTraceHeader(model.arn, traceHeaders),
    timeoutMs: model.timeoutSeconds * 1000,
    clockOffset,
  };
}

function describe([worker, state]: readonly [Worker, WorkerState]): ProcessStatus {
  return { pid: worker.pid, state, inHand: worker.inHand, maxRssMb: Math.round(worker.totals().maxRssMb) };
}
