import type { FunctionError } from "../runner/protocol.ts";

/** What an invocation came to. */
export type Result =
  | { readonly kind: "ok"; readonly payload: unknown }
  | { readonly kind: "error" | "timeout"; readonly error: FunctionError };

/** How an invocation ended; `durationMs` is what Lambda would bill, without the cold start. */
export type Outcome = Result & { readonly durationMs: number };
