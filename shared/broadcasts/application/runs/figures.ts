import { addCounts, openIn, type StateCounts } from "../../domain/progress.ts";
import type { BroadcastRun } from "../../domain/run.ts";
import type { RunLedger } from "../ports/run-ledger.ts";
import type { RunProgress } from "../ports/run-progress.ts";

/** Rows that one look at a run under way counts. */
const MOST_ROWS = 5000;

/** How a run stands, in commands. */
export type RunFigures = {
  /** Accounts that send, and those of them whose commands have all come to their end. */
  readonly accounts: number;
  readonly accountsDone: number;
  /** Commands made so far; of a run that is expanded all. */
  readonly planned: number;
  readonly sent: number;
  readonly failed: number;
  readonly unknown: number;
  readonly held: number;
  readonly expired: number;
  /** On their way. */
  readonly open: number;
  /** Of accounts under way that are not counted yet, because that would take too long. */
  readonly notCounted: number;
};

export type ReadRunFigures = (run: BroadcastRun) => Promise<RunFigures>;

/**
 * Final figures are those that were counted from the ledger's rows when each account was done. Accounts under way are
 * counted now, as far as that takes a moment only.
 */
export function createReadRunFigures(deps: {
  readonly runProgress: Pick<RunProgress, "list">;
  readonly runLedger: Pick<RunLedger, "counts">;
}): ReadRunFigures {
  return async (run) => {
    const progress = await deps.runProgress.list(run.id);
    let rows = 0;
    let notCounted = 0;
    const counting = progress.map(async ({ shard, planned, counts }): Promise<StateCounts> => {
      if (counts) return counts;
      rows += planned;
      if (rows <= MOST_ROWS) return deps.runLedger.counts({ runId: run.id, shard });
      notCounted += planned;
      return {};
    });
    const all = addCounts(await Promise.all(counting));
    return {
      accounts: run.accountCount,
      accountsDone: progress.filter(({ counts }) => counts !== undefined).length,
      planned: progress.reduce((sum, { planned }) => sum + planned, 0),
      sent: all.sent ?? 0,
      failed: all.failed ?? 0,
      unknown: all.unknown ?? 0,
      held: all.held ?? 0,
      expired: all.expired ?? 0,
      open: openIn(all) - (all.held ?? 0),
      notCounted,
    };
  };
}
