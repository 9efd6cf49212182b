import { toFunctionError } from "./function-error.ts";
import { logError } from "./log-line.ts";
import type { InvocationResult } from "./protocol.ts";

/** Hands results over: those of one turn of the event loop together, since each message costs both processes a system call. */
export type Results = {
  add(result: InvocationResult): void;
  /** The handler's error, which goes into the log as well. */
  fail(requestId: string, thrown: unknown, errorType?: string): void;
};

/** `tell` throws for what is no JSON. */
export function createResults(tell: (results: readonly InvocationResult[]) => void): Results {
  const ended: InvocationResult[] = [];

  function add(result: InvocationResult): void {
    if (ended.length === 0) setImmediate(() => handOver(ended.splice(0)));
    ended.push(result);
  }

  function fail(requestId: string, thrown: unknown, errorType?: string): void {
    const error = toFunctionError(thrown, errorType);
    logError("Invoke Error", error, requestId);
    add({ requestId, error });
  }

  function handOver(results: readonly InvocationResult[]): void {
    try {
      tell(results);
    } catch (thrown) {
      const [only, ...others] = results;
      if (only && others.length === 0) fail(only.requestId, thrown, "Runtime.MarshalError");
      else for (const result of results) handOver([result]);
    }
  }

  return { add, fail };
}
