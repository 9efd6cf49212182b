import type { ChildProcess } from "node:child_process";
import { bundled } from "../runner/bundled.ts";
import type { FromRunner, FunctionError, Invocation, ProcessTotals, ToRunner } from "../runner/protocol.ts";
import { type CpuPace, cpuShareOf, paceProcess } from "./cpu-share.ts";
import { createInitialization, type Init, type Initialization } from "./initialization.ts";
import { createInvocationsInHand, type InvocationsInHand } from "./invocations-in-hand.ts";
import type { Outcome } from "./outcome.ts";
import { errorOfRequest, exitError, type RunnerOptions, spawnRunner } from "./runner-process.ts";

/** One process of a function. */
export type Worker = {
  readonly pid: number;
  /** Settles when the bundle is loaded or cannot be. */
  readonly init: Promise<Init>;
  /** Resolves when the process and its output have ended. */
  readonly closed: Promise<void>;
  /** Whether the process takes invocations: not once one has timed out in it, nor once it was killed. */
  alive(): boolean;
  /** Whether the process was killed or has ended by itself. */
  ended(): boolean;
  /** Invocations in hand. */
  readonly inHand: number;
  totals(): ProcessTotals;
  /**
   * Several at once, where the function's code allows it. An invocation that times out does not cut the others off: the
   * process is killed when they have ended. Never rejects.
   */
  invoke(invocation: Invocation): Promise<Outcome>;
  kill(): void;
  /** Lets an idle process end by itself. */
  release(): void;
};

export type WorkerOptions = RunnerOptions & {
  readonly initTimeoutMs: number;
  /** Holds the process to the share of a core that goes with the memory. */
  readonly paced?: boolean;
};

/** Starts one process of a function. Throws if the operating system cannot start any. */
export function startWorker(options: WorkerOptions): Worker {
  const child = spawnRunner(options);
  let killed = false;
  let isSpent = false;
  const kill = () => {
    killed = true;
    child.kill("SIGKILL");
  };
  const killIfSpent = () => {
    if (isSpent && inHand.size === 0) kill();
  };
  const { pid } = child;
  if (pid === undefined) {
    child.on("error", () => "thrown here already");
    throw new Error(`the system starts no process for ${options.environment.AWS_LAMBDA_FUNCTION_NAME}`);
  }
  const initialization = createInitialization(options.initTimeoutMs, kill);
  const inHand = createInvocationsInHand(() => {
    isSpent = true;
    killIfSpent();
  });
  const reports = readReports(child, initialization, inHand);
  let pace: CpuPace | undefined;
  const closed = new Promise<void>((resolve) => {
    child.once("close", (code, signal) => {
      const error = reports.crash() ?? exitError(code, signal);
      initialization.settle({ kind: "failed", error });
      inHand.failAll((requestId) => errorOfRequest(error, requestId));
      resolve();
    });
  });
  // A send fails when the process is ending; its "close" then settles what waits for an answer.
  const send = (message: ToRunner) => void child.send(message, () => {});
  const bundle = bundled<Invocation>((invocations) => send({ type: "invoke", invocations }));
  const ended = () => killed || !child.connected || child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    init: initialization.done,
    closed,
    alive: () => !isSpent && !ended(),
    ended,
    get inHand() {
      return inHand.size;
    },
    totals: reports.totals,
    kill,
    release: () => send({ type: "end" }),
    invoke(invocation) {
      const outcome = inHand.begin(invocation);
      bundle(invocation, inHand.size === 1);
      // The init phase has all that it can get.
      if (options.paced) pace ??= paceProcess(pid, cpuShareOf(options.memoryMb));
      if (inHand.size === 1) pace?.work();
      void outcome.then(() => {
        if (inHand.size === 0) pace?.rest();
        killIfSpent();
      });
      return outcome;
    },
  };
}

/** Passes on what the process says, and keeps its totals and the reason of a crash. */
function readReports(
  child: ChildProcess,
  initialization: Initialization,
  inHand: Pick<InvocationsInHand, "end">,
): { totals(): ProcessTotals; crash(): FunctionError | undefined } {
  let totals: ProcessTotals = { cpuMs: 0, maxRssMb: 0 };
  let crash: FunctionError | undefined;
  child.on("error", (error) => {
    crash ??= { errorType: "Runtime.Unknown", errorMessage: error.message };
  });
  child.on("message", (message: FromRunner) => {
    if ("totals" in message) totals = message.totals;
    switch (message.type) {
      case "ready":
        initialization.settle({ kind: "ready", initMs: message.initMs });
        break;
      case "init-error":
        initialization.settle({ kind: "failed", error: message.error });
        break;
      case "crash":
        crash = message.error;
        break;
      case "results":
        for (const { requestId, error, payload } of message.results) {
          inHand.end(requestId, error ? { kind: "error", error } : { kind: "ok", payload: payload ?? null });
        }
        break;
      default:
        message satisfies never;
    }
  });
  return { totals: () => totals, crash: () => crash };
}
