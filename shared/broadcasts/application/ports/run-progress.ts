import type { ShardProgress } from "../../domain/progress.ts";

/** How far the parts of runs have come, one row an account. */
export type RunProgress = {
  /** The progress of step 0 where nothing was kept yet; strongly consistent. */
  get(runId: string, shard: number): Promise<ShardProgress>;
  /** All that was kept of a run, by shard; strongly consistent. */
  list(runId: string): Promise<readonly ShardProgress[]>;
  /** Replaces the one of step `from`; false, and nothing changed, where another one is stored. */
  advance(runId: string, from: number, progress: ShardProgress, now: number): Promise<boolean>;
};
