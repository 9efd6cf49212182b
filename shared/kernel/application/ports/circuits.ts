import type { Circuit, FailureReport } from "../../domain/circuit.ts";

/** An opening of a circuit until `until` (epoch ms). `trips` counts it. */
export type Opening = { readonly until: number; readonly trips: number };

/** Circuit breakers, shared by all callers of an upstream. Times in epoch ms. */
export type Circuits = {
  get(upstream: string): Promise<Circuit>;
  /** Adds a failure and the calls reported with it. Returns the circuit after it. */
  report(upstream: string, report: FailureReport, now: number): Promise<Circuit>;
  /** Opens a circuit that has opened `trips - 1` times. False where another caller has opened or closed it meanwhile. */
  open(upstream: string, opening: Opening, now: number): Promise<boolean>;
  /**
   * Half-open: the one caller that may try after the pause (`openUntil` <= `now`) keeps the others off until `until`.
   * False for all others.
   */
  probe(upstream: string, until: number, now: number): Promise<boolean>;
  close(upstream: string): Promise<void>;
};
