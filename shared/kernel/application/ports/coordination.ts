import type { Circuit } from "../../domain/circuit.ts";

/** Short exclusive ownership; an owner that dies loses it when `ttlMs` are over. */
export type Leases = {
  acquire(name: string, owner: string, ttlMs: number, now: number): Promise<boolean>;
  release(name: string, owner: string): Promise<void>;
};

/** Circuit breakers, shared by all callers of an upstream. */
export type Circuits = {
  get(upstream: string): Promise<Circuit>;
  /** Counts one failure and returns the circuit after it. */
  fail(upstream: string, now: number): Promise<Circuit>;
  close(upstream: string): Promise<void>;
  /**
   * Half-open: the one caller that may try after the pause (`openUntil` <= `now`) keeps the others off until `until`.
   * False for everybody else.
   */
  probe(upstream: string, until: number, now: number): Promise<boolean>;
};
