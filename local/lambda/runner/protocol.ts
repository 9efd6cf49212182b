/** What the embedded cloud and a function's process tell each other over IPC (JSON). */

/** An error as the Lambda service reports it. */
export type FunctionError = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
};

export type Invocation = {
  readonly requestId: string;
  readonly event: unknown;
  /** Of the chain of invocations, this one included. */
  readonly traceHeader: string;
  /** Milliseconds until the invocation is cut off. */
  readonly timeoutMs: number;
  /** Milliseconds that the embedded cloud's clock is ahead of the machine's. */
  readonly clockOffset: number;
};

/** `end` is sent between invocations only. */
export type ToRunner =
  | { readonly type: "invoke"; readonly invocations: readonly Invocation[] }
  | { readonly type: "end" };

/** How an invocation ended; without an error and a payload, the handler returned nothing. */
export type InvocationResult = {
  readonly requestId: string;
  readonly payload?: unknown;
  readonly error?: FunctionError;
};

/** Totals of the process since its start. */
export type ProcessTotals = { readonly cpuMs: number; readonly maxRssMb: number };

export type FromRunner =
  | { readonly type: "ready"; readonly initMs: number; readonly totals: ProcessTotals }
  /** The handler cannot be loaded; the process ends. */
  | { readonly type: "init-error"; readonly error: FunctionError }
  | { readonly type: "results"; readonly results: readonly InvocationResult[]; readonly totals: ProcessTotals }
  /** Something failed outside of any handler; the process ends. */
  | { readonly type: "crash"; readonly error: FunctionError };
