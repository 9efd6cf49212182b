import { cached } from "../../../kernel/application/cached.ts";
import type { Ledger } from "../../../outbound/application/ports/outbound.ts";
import type { LedgerEntry } from "../../../outbound/domain/ledger.ts";
import { openIn, PAGES_AHEAD, totalOf } from "../../domain/progress.ts";
import type { ShardTask } from "../../domain/request.ts";
import { type RunPlan, rests } from "../../domain/run.ts";
import type { RunLedger } from "../ports/run-ledger.ts";
import type { RunProgress } from "../ports/run-progress.ts";
import type { BroadcastRuns } from "../ports/runs.ts";
import type { ExpandPage } from "./expand-page.ts";
import { createFinishRun, type FinishRunDeps } from "./finish-run.ts";
import { createRecountShard, type RecountShardDeps } from "./recount-shard.ts";
import { createShardSteps, type ShardStepsDeps } from "./shard-steps.ts";

export type WorkOnShardDeps = FinishRunDeps &
  ShardStepsDeps &
  RecountShardDeps & {
    readonly broadcastRuns: Pick<BroadcastRuns, "get" | "plan">;
    readonly runProgress: RunProgress;
    readonly runLedger: Pick<RunLedger, "counts">;
    readonly ledger: Pick<Ledger, "get">;
    readonly expandPage: ExpandPage;
  };

/** ms that a plan is remembered: it never changes. */
const REMEMBERED = 300_000;

/**
 * One step of one account's part of a run: the next page of its commands, or a look at how far the sender is. Each step
 * puts the next one on the queue before it stores how far it came: after a crash between the two it comes again, makes
 * the same commands, and finds the progress where it was. Of two workers that take the same step one stores it. The other
 * has the rows counted that it may have made behind the first one's back, and so has a task that comes again after its
 * worker died.
 */
export function createWorkOnShard(deps: WorkOnShardDeps): (task: ShardTask) => Promise<void> {
  const plans = cached<RunPlan>(deps.clock, REMEMBERED, (runId) => deps.broadcastRuns.plan(runId));
  const steps = createShardSteps(deps);
  const finish = createFinishRun(deps);
  const recount = createRecountShard(deps, steps);

  /** The marks whose commands have not come to their end, oldest first; the sender works in order. */
  async function waitedFor(marks: readonly string[]): Promise<readonly LedgerEntry[]> {
    const entries = await Promise.all(marks.map((id) => deps.ledger.get(id)));
    return entries.flatMap((entry) => (entry && openIn({ [entry.state]: 1 }) > 0 ? [entry] : []));
  }

  return async ({ runId, shard, step, idle, resumed }) => {
    const part = { runId, shard };
    const run = await deps.broadcastRuns.get(runId);
    if (!run || rests(run, deps.clock.now())) return;
    // Commands before a mark may be held where the mark is not: the pause was over before their account's turn.
    if (resumed) await deps.tidyShard(run, part);
    const progress = await deps.runProgress.get(runId, shard);
    const isStale = step < progress.step;
    if (progress.counts) {
      const isOutdated = (isStale || resumed) && (await recount(part));
      return isOutdated ? undefined : finish.finished(run);
    }
    // What a resume asks for is never stale: the step after it may have met the pause, before this one was stored.
    if (isStale && !resumed) return;
    const isOver = run.state === "cancelled" || deps.clock.now() > run.notAfter;
    const waiting = await waitedFor(progress.marks);
    if (!progress.expanded && !isOver) {
      if (waiting.length >= PAGES_AHEAD) return steps.wait(run, part, progress.step, idle, waiting);
      const plan = await plans.get(runId);
      const marks = waiting.map(({ command }) => command.id);
      const next = await deps.expandPage(run, plan, plan.appIds[shard] ?? "", { ...progress, marks });
      if (!(await steps.store(part, progress.step, next))) await recount(part);
      return;
    }
    if (idle === 0 && run.state === "expanding") await finish.expanded(run);
    if (waiting.length > 0 && run.state !== "cancelled") {
      return steps.wait(run, part, progress.step, idle, waiting);
    }
    const counts = await deps.runLedger.counts(part);
    if (openIn(counts) > 0) {
      await deps.tidyShard(run, part);
      return steps.lookAgain(part, progress.step, idle);
    }
    // Views that were read twice may have given more commands than one reading had: the rows say how many there are.
    const planned = totalOf(counts);
    const over = { step: progress.step + 1, expanded: true, planned, marks: [], counts };
    await steps.store(part, progress.step, { ...progress, ...over });
  };
}
