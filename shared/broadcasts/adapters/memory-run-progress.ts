import type { RunProgress } from "../application/ports/run-progress.ts";
import { newProgress, type ShardProgress } from "../domain/progress.ts";

/** Progress of runs in memory. */
export function createMemoryRunProgress(): RunProgress {
  const runs = new Map<string, Map<number, ShardProgress>>();
  const stored = (runId: string, shard: number) => runs.get(runId)?.get(shard) ?? newProgress(shard);
  return {
    get: async (runId, shard) => stored(runId, shard),
    list: async (runId) => [...(runs.get(runId)?.values() ?? [])].sort((a, b) => a.shard - b.shard),
    async advance(runId, from, progress) {
      if (stored(runId, progress.shard).step !== from) return false;
      const shards = runs.get(runId) ?? new Map<number, ShardProgress>();
      runs.set(runId, shards.set(progress.shard, progress));
      return true;
    },
  };
}
