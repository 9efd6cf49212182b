/** What AWS would bill a function for, since the start. */
export type FunctionUsage = {
  invocations: number;
  errors: number;
  timeouts: number;
  throttles: number;
  coldStarts: number;
  /** Billed gigabyte-milliseconds, initialization included. */
  gbMs: number;
  /** Processor time of all its processes, ended ones included. */
  cpuMs: number;
};

export function emptyUsage(): FunctionUsage {
  return { invocations: 0, errors: 0, timeouts: 0, throttles: 0, coldStarts: 0, gbMs: 0, cpuMs: 0 };
}
