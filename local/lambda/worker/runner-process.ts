import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { FunctionError } from "../runner/protocol.ts";

export type RunnerOptions = {
  /** The bundle of the runner. */
  readonly runnerPath: string;
  readonly memoryMb: number;
  readonly environment: Record<string, string>;
  /** Milliseconds that the embedded cloud's clock is ahead at the start of the process. */
  readonly clockOffset: number;
  capture(stream: Readable): void;
};

/** Node's own default. A smaller one costs more processor time: with 4 MB a sender needed 20 % more for a message. */
const MAX_SEMI_SPACE_MB = 16;

/** Starts the process; where the system starts no process, `pid` is undefined and `error` is emitted. */
export function spawnRunner(options: RunnerOptions): ChildProcess {
  const { runnerPath, memoryMb, environment, clockOffset, capture } = options;
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

/** What Lambda reports of a process that ended by itself. */
export function exitError(code: number | null, signal: NodeJS.Signals | null): FunctionError {
  const reason = signal ? `signal: ${signal === "SIGKILL" ? "killed" : signal}` : `exit status ${code}`;
  const errorMessage =
    code === 0 ? "Runtime exited without providing a reason" : `Runtime exited with error: ${reason}`;
  return { errorType: "Runtime.ExitError", errorMessage };
}

/** The same, as the request that the process had in hand is answered; other errors stay as they are. */
export function errorOfRequest(error: FunctionError, requestId: string): FunctionError {
  if (error.errorType !== "Runtime.ExitError") return error;
  return { ...error, errorMessage: `RequestId: ${requestId} Error: ${error.errorMessage}` };
}
