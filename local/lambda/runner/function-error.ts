import type { FunctionError } from "./protocol.ts";

/** What the Lambda service makes of something thrown. */
export function toFunctionError(thrown: unknown, errorType?: string): FunctionError {
  if (!(thrown instanceof Error)) {
    return { errorType: errorType ?? typeof thrown, errorMessage: String(thrown), trace: [] };
  }
  return {
    errorType: errorType ?? thrown.name,
    errorMessage: thrown.message,
    trace: thrown.stack?.split("\n") ?? [],
  };
}

/** The log line of an error: one line of JSON, as CloudWatch shows it. */
export function logError(title: string, error: FunctionError, requestId: string): void {
  const { errorType, errorMessage, trace } = error;
  const text = JSON.stringify({ errorType, errorMessage, stack: trace ?? [] });
  process.stdout.write(`${new Date().toISOString()}\t${requestId}\tERROR\t${title}\t${text}\n`);
}
