import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import { watchDelay } from "../../domain/progress.ts";
import type { BroadcastTask } from "../../domain/request.ts";
import { rests } from "../../domain/run.ts";
import type { RunProgress } from "../ports/run-progress.ts";
import type { BroadcastRuns } from "../ports/runs.ts";
import type { BroadcastTasks } from "../ports/tasks.ts";
import type { MoveRun } from "./move.ts";

export type RunBroadcastTaskDeps = {
  readonly broadcastRuns: Pick<BroadcastRuns, "get">;
  readonly runProgress: Pick<RunProgress, "list">;
  readonly broadcastTasks: BroadcastTasks;
  readonly moveRun: MoveRun;
  readonly clock: Clock;
  readonly workOnShard: (task: Extract<BroadcastTask, { type: "shard" }>) => Promise<void>;
};

/** Carries out one task. Tasks of a run that is over, or whose record is gone, do nothing. */
export function createRunBroadcastTask(deps: RunBroadcastTaskDeps): (task: BroadcastTask) => Promise<void> {
  /** Each from where it stands: a step that is under way makes the one of here stale, or the other way round. */
  async function setGoing(runId: string): Promise<void> {
    const run = await deps.broadcastRuns.get(runId);
    if (!run || run.state === "done" || rests(run, deps.clock.now())) return;
    if (run.accountCount === 0) return nobodySends(runId);
    const stored = new Map((await deps.runProgress.list(runId)).map((progress) => [progress.shard, progress]));
    const resumed = run.revision > 0 ? { resumed: true } : {};
    const shards = Array.from({ length: run.accountCount }, (_, shard) => shard);
    await deps.broadcastTasks.add(
      shards.map((shard) => ({
        task: { type: "shard", runId, shard, step: stored.get(shard)?.step ?? 0, idle: 0, ...resumed },
        delaySeconds: 0,
      })),
    );
  }

  /** A paused run takes no steps; this looks after it until it is resumed or cancelled, or its time is over. */
  async function watch(runId: string): Promise<void> {
    const run = await deps.broadcastRuns.get(runId);
    if (run?.state !== "paused") return;
    const now = deps.clock.now();
    if (!rests(run, now)) return setGoing(runId);
    const delaySeconds = watchDelay(run.notAfter - now);
    await deps.broadcastTasks.add([{ task: { type: "watch", runId }, delaySeconds }]);
  }

  async function nobodySends(runId: string): Promise<void> {
    await deps.moveRun(runId, "expanded");
    await deps.moveRun(runId, "finished");
  }

  return (task) => {
    if (task.type === "shard") return deps.workOnShard(task);
    return task.type === "run" ? setGoing(task.runId) : watch(task.runId);
  };
}
