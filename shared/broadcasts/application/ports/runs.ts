import type { BroadcastRun, RunPlan } from "../../domain/run.ts";

/** Runs of broadcasts, for 90 days after their last change. */
export type BroadcastRuns = {
  /** Keeps the run with its plan, unless there is one with its id; returns the one that is kept. */
  create(run: BroadcastRun, plan: RunPlan): Promise<BroadcastRun>;
  /** Strongly consistent. */
  get(runId: string): Promise<BroadcastRun | undefined>;
  /** Throws `not-found`. */
  plan(runId: string): Promise<RunPlan>;
  /** Replaces the run of the revision before; false, and nothing changed, where another one is stored. */
  change(run: BroadcastRun): Promise<boolean>;
  /** Of one broadcast, newest first. */
  list(
    broadcastId: string,
    limit: number,
    cursor?: string,
  ): Promise<{ runs: readonly BroadcastRun[]; cursor?: string }>;
};
