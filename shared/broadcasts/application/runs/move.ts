import type { Clock, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import { type BroadcastRun, type RunEvent, runAfter } from "../../domain/run.ts";
import type { BroadcastRuns } from "../ports/runs.ts";

/** A lost round means that another caller moved the run meanwhile, which is rare. */
const ROUNDS = 5;

/** The run after an event; `moved` is false where its state does not allow the event. */
export type MovedRun = { readonly run: BroadcastRun; readonly moved: boolean };
export type MoveRun = (runId: string, event: RunEvent, by?: string) => Promise<MovedRun>;

/** Carries out a transition of a run. Throws `not-found`, and `unavailable` where other callers are always faster. */
export function createMoveRun(deps: {
  readonly broadcastRuns: Pick<BroadcastRuns, "get" | "change">;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): MoveRun {
  return async (runId, event, by) => {
    for (let round = 0; round < ROUNDS; round++) {
      const run = await deps.broadcastRuns.get(runId);
      if (!run) throw new AppError("not-found", `there is no run '${runId}'`, { details: { runId } });
      const next = runAfter(run, event, deps.clock.now(), by);
      if (!next) return { run, moved: false };
      if (!(await deps.broadcastRuns.change(next))) continue;
      deps.metrics.count("BroadcastRunMoved", 1, { to: next.state });
      return { run: next, moved: true };
    }
    throw new AppError("unavailable", "the run changes too fast", { retryable: true, details: { runId } });
  };
}
