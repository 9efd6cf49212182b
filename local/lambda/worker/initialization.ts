import type { FunctionError } from "../runner/protocol.ts";

export type Init =
  | { readonly kind: "ready"; readonly initMs: number }
  | { readonly kind: "failed"; readonly error: FunctionError };

/** The load of a bundle in a new process. */
export type Initialization = {
  /** Resolves when the bundle is loaded or cannot be. */
  readonly done: Promise<Init>;
  /** The first call counts. */
  settle(init: Init): void;
};

/** Fails by itself after `timeoutMs`, and then calls `timedOut`. */
export function createInitialization(timeoutMs: number, timedOut: () => void): Initialization {
  const { promise: done, resolve: settle } = Promise.withResolvers<Init>();
  const timer = setTimeout(() => {
    settle({ kind: "failed", error: { errorType: "Sandbox.Timedout", errorMessage: "the init phase timed out" } });
    timedOut();
  }, timeoutMs);
  void done.then(() => clearTimeout(timer));
  return { done, settle };
}
