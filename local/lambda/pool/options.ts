import type { LocalClock } from "../../clock.ts";
import type { Reaper } from "../../processes/reaper.ts";
import type { FunctionModel } from "../../template/model.ts";
import type { FunctionOutput } from "../output/function-output.ts";
import type { FunctionEndpoints } from "../worker/environment.ts";

export type PoolOptions = {
  readonly model: FunctionModel;
  readonly endpoints: FunctionEndpoints;
  /** The bundle of the runner. */
  readonly runnerPath: string;
  readonly clock: Pick<LocalClock, "offset">;
  readonly output: FunctionOutput;
  readonly reaper: Pick<Reaper, "watch" | "forget">;
  /** Holds invocations to the share of a core that goes with the function's memory. */
  readonly paced?: boolean;
  /** Most processes that this machine should carry. */
  readonly concurrency: number;
  /** Most invocations that a process carries out at once, as far as the function's code allows it. */
  readonly perProcess: number;
  /** Milliseconds after which the last idle process ends; further ones end after a tenth of it. */
  readonly idleMs?: number;
  /** Milliseconds that something has to wait while others run before a further process starts. */
  readonly patienceMs?: number;
  /** Milliseconds that the init phase may take. */
  readonly initTimeoutMs?: number;
};
