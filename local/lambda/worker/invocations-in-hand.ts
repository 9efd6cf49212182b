import type { FunctionError, Invocation } from "../runner/protocol.ts";
import type { Outcome, Result } from "./outcome.ts";

/** The invocations that a process works on. */
export type InvocationsInHand = {
  readonly size: number;
  /** Resolves with the outcome: what `end` or `failAll` says, or a timeout after its time. Never rejects. */
  begin(invocation: Invocation): Promise<Outcome>;
  /** The process answered the request; an answer to an earlier request changes nothing. */
  end(requestId: string, result: Result): void;
  /** The process ended; `error` says why, given the id of a request. */
  failAll(error: (requestId: string) => FunctionError): void;
};

/** `timedOut` is called after an invocation has ended by its timeout. */
export function createInvocationsInHand(timedOut: () => void): InvocationsInHand {
  const settles = new Map<string, (result: Result) => void>();
  return {
    get size() {
      return settles.size;
    },
    begin({ requestId, timeoutMs }) {
      const startedAt = performance.now();
      return new Promise((resolve) => {
        const settle = (result: Result) => {
          clearTimeout(timer);
          settles.delete(requestId);
          resolve({ ...result, durationMs: performance.now() - startedAt });
        };
        const timer = setTimeout(() => {
          settle({ kind: "timeout", error: timeoutError(requestId, timeoutMs) });
          timedOut();
        }, timeoutMs);
        settles.set(requestId, settle);
      });
    },
    end: (requestId, result) => settles.get(requestId)?.(result),
    failAll(error) {
      for (const [requestId, settle] of [...settles]) settle({ kind: "error", error: error(requestId) });
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
