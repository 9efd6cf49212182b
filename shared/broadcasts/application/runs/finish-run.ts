import type { Metrics } from "../../../kernel/application/ports/runtime.ts";
import type { ShardProgress } from "../../domain/progress.ts";
import type { BroadcastRun } from "../../domain/run.ts";
import type { RunProgress } from "../ports/run-progress.ts";
import type { MoveRun } from "./move.ts";

export type FinishRunDeps = {
  readonly runProgress: Pick<RunProgress, "list">;
  readonly moveRun: MoveRun;
  readonly metrics: Metrics;
};

export type FinishRun = {
  /** Moves the run on once all its accounts have made all their commands. */
  readonly expanded: (run: BroadcastRun) => Promise<void>;
  /** The last of the accounts ends the run; a cancelled one stays so, and one that is done. */
  readonly finished: (run: BroadcastRun) => Promise<void>;
};

/** Moves a run on when the last of its accounts has come that far. */
export function createFinishRun({ runProgress, moveRun, metrics }: FinishRunDeps): FinishRun {
  async function isAll(run: BroadcastRun, holds: (progress: ShardProgress) => boolean): Promise<boolean> {
    return (await runProgress.list(run.id)).filter(holds).length === run.accountCount;
  }

  return {
    async expanded(run) {
      if (await isAll(run, ({ expanded }) => expanded)) await moveRun(run.id, "expanded");
    },
    async finished(run) {
      if (run.state === "cancelled" || run.state === "done") return;
      if (!(await isAll(run, ({ counts }) => counts !== undefined))) return;
      if (run.state === "expanding") await moveRun(run.id, "expanded");
      const { moved } = await moveRun(run.id, "finished");
      if (moved) metrics.count("BroadcastFinished");
    },
  };
}
