import { format } from "node:util";
import type { FunctionError } from "./protocol.ts";

const LEVELS = { trace: "TRACE", debug: "DEBUG", log: "INFO", info: "INFO", warn: "WARN", error: "ERROR" } as const;
type Level = (typeof LEVELS)[keyof typeof LEVELS];

/** Makes the lines of a function's log as Lambda's Node runtime does in the format that Lambda tells it. */
const lineOf = process.env.AWS_LAMBDA_LOG_FORMAT === "JSON" ? jsonLine : textLine;

/** Time, request id, level, message, separated by tabs. */
function textLine(level: Level, requestId: string, values: readonly unknown[]): string {
  return `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...values)}`;
}

function jsonLine(level: Level, requestId: string, values: readonly unknown[]): string {
  const message = values.length === 1 && typeof values[0] !== "bigint" ? values[0] : format(...values);
  return JSON.stringify({ timestamp: new Date().toISOString(), level, requestId, message });
}

/** Gives what the function prints by `console` the form of a line of its log. */
export function prefixConsoleLines(requestId: () => string): void {
  for (const [method, level] of Object.entries(LEVELS)) {
    Reflect.set(console, method, (...values: unknown[]) => write(lineOf(level, requestId(), values)));
  }
}

/** Logs an error that ended an invocation or the process, in one line. */
export function logError(title: string, error: FunctionError, requestId: string): void {
  const { errorType, errorMessage, trace = [] } = error;
  const isJson = lineOf === jsonLine;
  const values = isJson
    ? [{ errorType, errorMessage, stackTrace: trace }]
    : [`${title}\t${JSON.stringify({ errorType, errorMessage, stack: trace })}`];
  write(lineOf("ERROR", requestId, values));
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
