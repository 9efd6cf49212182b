import type { FunctionError, Invocation } from "../runner/protocol.ts";
import type { Outcome, Result } from "./outcome.ts";

/** The invocation that a process works on; a process has at most one. */
export type InvocationInHand = {
  /** Resolves with the outcome: what `end` or `fail` says, or a timeout after `timeoutMs`. Never rejects. */
  begin(invocation: Invocation): Promise<Outcome>;
  /** The process answered the request; an answer to an earlier request changes nothing. */
  end(requestId: string, result: Result): void;
  /** The process ended; `error` says why, given the id of the request. */
  fail(error: (requestId: string) => FunctionError): void;
};

/** `timedOut` is called after an invocation has ended by its timeout. */
export function createInvocationInHand(timedOut: () => void): InvocationInHand {
  let current: { readonly requestId: string; settle(result: Result): void } | undefined;
  return {
    begin({ requestId, timeoutMs }) {
      const startedAt = performance.now();
      return new Promise((resolve) => {
        const settle = (result: Result) => {
          clearTimeout(timer);
          current = undefined;
          resolve({ ...result, durationMs: performance.now() - startedAt });
        };
        const timer = setTimeout(() => {
          settle({ kind: "timeout", error: timeoutError(requestId, timeoutMs) });
          timedOut();
        }, timeoutMs);
        current = { requestId, settle };
      });
    },
    end(requestId, result) {
      if (current?.requestId === requestId) current.settle(result);
    },
    fail(error) {
      current?.settle({ kind: "error", error: error(current.requestId) });
    },
  };
}

function timeoutError(requestId: string, timeoutMs: number): FunctionError {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return {
    errorType: "Sandbox.Timedout",
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  };
}
