import type { Circuit } from "../../domain/circuit.ts";

/** Circuit breakers, shared by all callers of an upstream. Times in epoch ms. */
export type Circuits = {
  get(upstream: string): Promise<Circuit>;
  /** Counts one failure and returns the circuit after it. */
  fail(upstream: string, now: number): Promise<Circuit>;
  close(upstream: string): Promise<void>;
  /**
   * Half-open: the one caller that may try after the pause (`openUntil` <= `now`) keeps the others off until `until`.
   * False for all other callers.
   */
  probe(upstream: string, until: number, now: number): Promise<boolean>;
};
