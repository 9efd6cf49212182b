import type { Metrics } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import type { RunShard } from "../../../outbound/domain/run-shard.ts";
import { sameCounts } from "../../domain/progress.ts";
import type { RunLedger } from "../ports/run-ledger.ts";
import type { RunProgress } from "../ports/run-progress.ts";
import type { ShardSteps } from "./shard-steps.ts";

/** A lost round means that another worker stored a step meanwhile, which is rare. */
const ROUNDS = 5;

export type RecountShardDeps = {
  readonly runProgress: Pick<RunProgress, "get">;
  readonly runLedger: Pick<RunLedger, "counts">;
  readonly metrics: Metrics;
};

/**
 * Sees to it that the rows which stand there now get into the figures of an account's part. Final figures that lack some
 * are taken back. Where no figures are stored, a worker may be counting: a new step keeps it from storing what it read
 * before. False, and nothing changed, where the final figures have all rows. Throws `unavailable` where other workers
 * are always faster.
 */
export function createRecountShard(
  { runProgress, runLedger, metrics }: RecountShardDeps,
  steps: Pick<ShardSteps, "store">,
): (part: RunShard) => Promise<boolean> {
  return async (part) => {
    for (let round = 0; round < ROUNDS; round++) {
      const { counts, ...progress } = await runProgress.get(part.runId, part.shard);
      if (counts && sameCounts(counts, await runLedger.counts(part))) return false;
      if (!(await steps.store(part, progress.step, { ...progress, step: progress.step + 1 }))) continue;
      if (counts) metrics.count("BroadcastRecounted");
      return true;
    }
    throw new AppError("unavailable", "the progress of a run changes too fast", { retryable: true, details: part });
  };
}
