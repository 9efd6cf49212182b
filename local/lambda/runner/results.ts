import { bundled } from "./bundled.ts";
import { toFunctionError } from "./function-error.ts";
import { logError } from "./log-line.ts";
import type { InvocationResult } from "./protocol.ts";

/** Results of invocations, which go together where several run at once. */
export type Results = {
  /** An invocation begins; each has one result. */
  begin(): void;
  add(result: InvocationResult): void;
  /** The handler's error, which goes into the log as well. */
  fail(requestId: string, thrown: unknown): void;
};

/** `tell` throws for what is no JSON. */
export function createResults(tell: (results: readonly InvocationResult[]) => void): Results {
  const bundle = bundled(handOver);
  let running = 0;

  function add(result: InvocationResult): void {
    running -= 1;
    bundle(result, running === 0);
  }

  function failed(requestId: string, thrown: unknown, errorType?: string): InvocationResult {
    const error = toFunctionError(thrown, errorType);
    logError("Invoke Error", error, requestId);
    return { requestId, error };
  }

  function handOver(results: readonly InvocationResult[]): void {
    try {
      tell(results);
    } catch (thrown) {
      const [only, ...others] = results;
      if (only && others.length === 0) tell([failed(only.requestId, thrown, "Runtime.MarshalError")]);
      else for (const result of results) handOver([result]);
    }
  }

  return {
    begin() {
      running += 1;
    },
    add,
    fail: (requestId, thrown) => add(failed(requestId, thrown)),
  };
}
