import { AppError } from "../../kernel/domain/errors.ts";
import { pageOf } from "../../platform/memory/pager.ts";
import type { BroadcastRuns } from "../application/ports/runs.ts";
import type { BroadcastRun, RunPlan } from "../domain/run.ts";

/** Runs of broadcasts in memory. */
export function createMemoryBroadcastRuns(): BroadcastRuns {
  const runs = new Map<string, BroadcastRun>();
  const plans = new Map<string, RunPlan>();
  return {
    async create(run, plan) {
      const kept = runs.get(run.id);
      if (kept) return kept;
      runs.set(run.id, run);
      plans.set(run.id, plan);
      return run;
    },
    get: async (runId) => runs.get(runId),
    async plan(runId) {
      const plan = plans.get(runId);
      if (plan) return plan;
      throw new AppError("not-found", `there is no run '${runId}'`, { details: { runId } });
    },
    async change(run) {
      if (runs.get(run.id)?.revision !== run.revision - 1) return false;
      runs.set(run.id, run);
      return true;
    },
    async list(broadcastId, limit, cursor) {
      const newest = [...runs.values()]
        .filter((run) => run.broadcastId === broadcastId)
        .sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));
      const { page, next } = pageOf(newest, ({ id }) => id, limit, cursor);
      return { runs: page, ...next };
    },
  };
}
