import { isDeepStrictEqual } from "node:util";
import { type Item, number, text } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { RunProgress } from "../application/ports/run-progress.ts";
import { newProgress, type ShardProgress, shardProgressSchema } from "../domain/progress.ts";
import { runExpiry, runPartition, SHARD_PREFIX, shardKey } from "./dynamo-run-rows.ts";

/** Progress of runs in the table `journal`, beside their runs. */
export function createDynamoRunProgress(options: TableOptions): RunProgress {
  const table = createTable(options);
  return {
    async get(runId, shard) {
      const item = await table.get(shardKey(runId, shard), { consistent: true });
      return item ? progressOf(item) : newProgress(shard);
    },

    async list(runId) {
      const kept: ShardProgress[] = [];
      const pages = table.pages({
        expression: "#pk = :pk AND begins_with(#sk, :shards)",
        values: { ":pk": text(runPartition(runId)), ":shards": text(SHARD_PREFIX) },
        ConsistentRead: true,
      });
      for await (const items of pages) kept.push(...items.map(progressOf));
      return kept;
    },

    async advance(runId, from, progress, now) {
      const { pk, sk } = shardKey(runId, progress.shard);
      const row = {
        pk: text(pk),
        sk: text(sk),
        step: number(progress.step),
        progress: packJson(progress, "a run's progress"),
        expiresAt: runExpiry(now),
      };
      const unchanged = { expression: "#step = :from", values: { ":from": number(from) } };
      const written = await table.put(row, from === 0 ? NEVER_STORED : unchanged);
      // A lost answer makes the SDK write again: then what stands there is this very step.
      return written.done || (written.item !== undefined && isDeepStrictEqual(progressOf(written.item), progress));
    },
  };
}

function progressOf(item: Item): ShardProgress {
  return unpackJson(item, "progress", shardProgressSchema);
}
