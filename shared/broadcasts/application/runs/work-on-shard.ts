import { cached } from "../../../kernel/application/cached.ts";
import type { Clock, Metrics } from "../../../kernel/application/ports/runtime.ts";
import type { Ledger } from "../../../outbound/application/ports/outbound.ts";
import type { LedgerEntry } from "../../../outbound/domain/ledger.ts";
import type { RunShard } from "../../../outbound/domain/run-shard.ts";
import { idleDelay, openIn, PAGES_AHEAD, type ShardProgress, totalOf } from "../../domain/progress.ts";
import type { ShardTask } from "../../domain/request.ts";
import type { BroadcastRun, RunPlan } from "../../domain/run.ts";
import type { BroadcastRuns, BroadcastTasks, RunLedger, RunProgress } from "../ports/broadcasts.ts";
import type { ExpandPage } from "./expand-page.ts";
import type { MoveRun } from "./move.ts";

export type WorkOnShardDeps = {
  readonly broadcastRuns: Pick<BroadcastRuns, "get" | "plan">;
  readonly runProgress: RunProgress;
  readonly broadcastTasks: BroadcastTasks;
  readonly runLedger: Pick<RunLedger, "counts">;
  readonly ledger: Pick<Ledger, "get">;
  readonly expandPage: ExpandPage;
  readonly tidyShard: (run: BroadcastRun, part: RunShard) => Promise<void>;
  readonly moveRun: MoveRun;
  readonly clock: Clock;
  readonly metrics: Metrics;
};

/** ms that a plan is remembered: it never changes. */
const REMEMBERED = 300_000;

/** Seconds to the step after one that did something: by then its progress is stored. */
const SOON = 1;

/**
 * One step of one account's part of a run: the next page of its commands, or a look at how far the sender is. Each step
 * puts the next one on the queue before it stores how far it came: whoever dies between comes again, makes the same
 * commands, and finds the progress where it was. Of two who take the same step one stores it, and the other's next step
 * is stale.
 */
export function createWorkOnShard(deps: WorkOnShardDeps): (task: ShardTask) => Promise<void> {
  const plans = cached<RunPlan>(deps.clock, REMEMBERED, (runId) => deps.broadcastRuns.plan(runId));

  async function goOn({ runId, shard }: RunShard, step: number, idle: number, delaySeconds: number): Promise<void> {
    await deps.broadcastTasks.add([{ task: { type: "shard", runId, shard, step, idle }, delaySeconds }]);
  }

  async function store(part: RunShard, from: number, progress: ShardProgress): Promise<void> {
    await goOn(part, progress.step, 0, SOON);
    await deps.runProgress.advance(part.runId, from, progress, deps.clock.now());
  }

  /** The marks whose commands have not come to their end, oldest first; the sender works in order. */
  async function waitedFor(marks: readonly string[]): Promise<readonly LedgerEntry[]> {
    const entries = await Promise.all(marks.map((id) => deps.ledger.get(id)));
    return entries.flatMap((entry) => (entry && openIn({ [entry.state]: 1 }) > 0 ? [entry] : []));
  }

  async function isAll(run: BroadcastRun, holds: (progress: ShardProgress) => boolean): Promise<boolean> {
    return (await deps.runProgress.list(run.id)).filter(holds).length === run.accountCount;
  }

  return async ({ runId, shard, step, idle, resumed }) => {
    const part = { runId, shard };
    const run = await deps.broadcastRuns.get(runId);
    if (!run || run.state === "paused" || run.state === "done") return;
    // Those before a mark may be held where the mark is not: the pause was over before their account's turn.
    if (resumed) await deps.tidyShard(run, part);
    const progress = await deps.runProgress.get(runId, shard);
    // What a resume asks for is never stale: the step after it may have met the pause, before this one was stored.
    if (!resumed && step < progress.step) return;
    if (progress.counts) return finish(run);
    const isOver = run.state === "cancelled" || deps.clock.now() > run.notAfter;
    const waiting = await waitedFor(progress.marks);
    if (!progress.expanded && !isOver) {
      if (waiting.length >= PAGES_AHEAD) return wait(run, part, progress.step, idle, waiting);
      const plan = await plans.get(runId);
      const marks = waiting.map(({ command }) => command.id);
      const next = await deps.expandPage(run, plan, plan.appIds[shard] ?? "", { ...progress, marks });
      return store(part, progress.step, next);
    }
    if (idle === 0 && run.state === "expanding" && (await isAll(run, ({ expanded }) => expanded))) {
      await deps.moveRun(runId, "expanded");
    }
    if (waiting.length > 0 && run.state !== "cancelled") {
      return wait(run, part, progress.step, idle, waiting);
    }
    const counts = await deps.runLedger.counts(part);
    if (openIn(counts) > 0) {
      await deps.tidyShard(run, part);
      return goOn(part, progress.step, idle + 1, idleDelay(idle));
    }
    // Who read the views twice may have made more than one reading had: the rows say how many there are.
    const planned = totalOf(counts);
    const over = { step: progress.step + 1, expanded: true, planned, marks: [], counts };
    return store(part, progress.step, { ...progress, ...over });
  };

  async function wait(
    run: BroadcastRun,
    part: RunShard,
    step: number,
    idle: number,
    waiting: readonly LedgerEntry[],
  ): Promise<void> {
    const isHeld = waiting.some(({ state }) => state === "held");
    if (isHeld || deps.clock.now() > run.notAfter) await deps.tidyShard(run, part);
    await goOn(part, step, idle + 1, idleDelay(idle));
  }

  /** The last of the accounts ends the run; a cancelled one stays so. */
  async function finish(run: BroadcastRun): Promise<void> {
    if (run.state === "cancelled" || !(await isAll(run, ({ counts }) => counts !== undefined))) return;
    if (run.state === "expanding") await deps.moveRun(run.id, "expanded");
    const { moved } = await deps.moveRun(run.id, "finished");
    if (moved) deps.metrics.count("BroadcastFinished");
  }
}
