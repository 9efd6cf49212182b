import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { FromRunner, FunctionError, Invocation, ProcessTotals, ToRunner } from "../runner/protocol.ts";

/** How an invocation ended; `durationMs` is what Lambda would bill, cold start left out. */
export type Outcome = OutcomeBody & { readonly durationMs: number };

export type Init =
  | { readonly kind: "ready"; readonly initMs: number }
  | { readonly kind: "failed"; readonly error: FunctionError };

/** One process of a function. */
export type Worker = {
  readonly pid: number;
  /** Settles when the bundle is loaded or cannot be. */
  readonly init: Promise<Init>;
  /** Resolves when the process and its output have ended. */
  readonly closed: Promise<void>;
  alive(): boolean;
  totals(): ProcessTotals;
  /** One at a time. Never rejects. */
  invoke(invocation: Invocation): Promise<Outcome>;
  kill(): void;
  /** Lets an idle process end by itself. */
  release(): void;
};

export type WorkerOptions = {
  readonly runnerPath: string;
  readonly memoryMb: number;
  readonly environment: Record<string, string>;
  /** Milliseconds at the start of the process. */
  readonly clockOffset: number;
  readonly initTimeoutMs: number;
  capture(stream: Readable): void;
};

type Pending = { readonly requestId: string; settle(outcome: OutcomeBody): void };
type OutcomeBody =
  | { readonly kind: "ok"; readonly payload: unknown }
  | { readonly kind: "error" | "timeout"; readonly error: FunctionError };

/** Node's own default. A smaller one costs more processor time: with 4 MB a sender needed 20 % more for a message. */
const MAX_SEMI_SPACE_MB = 16;

/** Starts one process of a function. Throws if the operating system cannot start any. */
export function startWorker(options: WorkerOptions): Worker {
  const { environment } = options;
  const child = spawnRunner(options);
  let totals: ProcessTotals = { cpuMs: 0, maxRssMb: 0 };
  let pending: Pending | undefined;
  let crashed: FunctionError | undefined;
  child.on("error", (error) => {
    crashed ??= { errorType: "Runtime.Unknown", errorMessage: error.message };
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`the system starts no process for ${environment.AWS_LAMBDA_FUNCTION_NAME}`);
  let settleInit: (init: Init) => void = () => {};
  const init = new Promise<Init>((resolve) => {
    settleInit = resolve;
  });
  const initTimer = setTimeout(() => {
    settleInit({ kind: "failed", error: { errorType: "Sandbox.Timedout", errorMessage: "the init phase timed out" } });
    child.kill("SIGKILL");
  }, options.initTimeoutMs);
  void init.then(() => clearTimeout(initTimer));

  child.on("message", (message: FromRunner) => {
    switch (message.type) {
      case "ready":
        totals = message.totals;
        return settleInit({ kind: "ready", initMs: message.initMs });
      case "init-error":
        return settleInit({ kind: "failed", error: message.error });
      case "crash":
        crashed = message.error;
        return;
      case "result": {
        totals = message.totals;
        if (pending?.requestId !== message.requestId) return;
        const { error, payload } = message;
        pending.settle(error ? { kind: "error", error } : { kind: "ok", payload: payload ?? null });
        return;
      }
      default:
        message satisfies never;
    }
  });
  const closed = new Promise<void>((resolve) => {
    child.once("close", (code, signal) => {
      const error = crashed ?? exitError(code, signal);
      settleInit({ kind: "failed", error });
      pending?.settle({ kind: "error", error: named(error, pending.requestId) });
      resolve();
    });
  });

  // A send that fails means that the process is ending: its "close" tells whoever waits.
  const send = (message: ToRunner) => void child.send(message, () => {});

  return {
    pid,
    init,
    closed,
    alive: () => child.connected && child.exitCode === null && child.signalCode === null,
    totals: () => totals,
    kill: () => void child.kill("SIGKILL"),
    release: () => send({ type: "end" }),
    invoke(invocation) {
      const { requestId, timeoutMs } = invocation;
      const startedAt = performance.now();
      return new Promise((resolve) => {
        const settle = (body: OutcomeBody) => {
          clearTimeout(timer);
          pending = undefined;
          resolve({ ...body, durationMs: performance.now() - startedAt });
        };
        const timer = setTimeout(() => {
          const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
          settle({ kind: "timeout", error: { errorType: "Sandbox.Timedout", errorMessage } });
          child.kill("SIGKILL");
        }, timeoutMs);
        pending = { requestId, settle };
        send({ type: "invoke", invocation });
      });
    },
  };
}

function spawnRunner({ runnerPath, memoryMb, environment, clockOffset, capture }: WorkerOptions): ChildProcess {
  const young = Math.floor(memoryMb / 10);
  const flags = [
    `--max-old-space-size=${memoryMb - young}`,
    `--max-semi-space-size=${Math.max(1, Math.min(MAX_SEMI_SPACE_MB, Math.floor(young / 2)))}`,
  ];
  const child = spawn(process.execPath, [...flags, runnerPath, String(clockOffset)], {
    env: environment,
    cwd: environment.LAMBDA_TASK_ROOT,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    serialization: "json",
    // A session of its own: Ctrl-C in the terminal reaches the embedded cloud alone, which ends its functions in order.
    detached: process.platform !== "win32",
  });
  if (child.stdout) capture(child.stdout);
  if (child.stderr) capture(child.stderr);
  return child;
}

function exitError(code: number | null, signal: NodeJS.Signals | null): FunctionError {
  const reason = signal ? `signal: ${signal === "SIGKILL" ? "killed" : signal}` : `exit status ${code}`;
  const errorMessage =
    code === 0 ? "Runtime exited without providing a reason" : `Runtime exited with error: ${reason}`;
  return { errorType: "Runtime.ExitError", errorMessage };
}

function named(error: FunctionError, requestId: string): FunctionError {
  if (error.errorType !== "Runtime.ExitError") return error;
  return { ...error, errorMessage: `RequestId: ${requestId} Error: ${error.errorMessage}` };
}
