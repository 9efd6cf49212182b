import type { LedgerEntry } from "../../outbound/domain/ledger.ts";
import { type RunShard, shardOfCommand } from "../../outbound/domain/run-shard.ts";
import { pageOf } from "../../platform/memory/pager.ts";
import type { RunLedger } from "../application/ports/run-ledger.ts";
import { addCounts } from "../domain/progress.ts";

/** The memory ledger's rows of parts of runs. */
export function createMemoryRunLedger(ledger: { rows(): readonly LedgerEntry[] }): RunLedger {
  const rowsOf = ({ runId, shard }: RunShard) =>
    ledger
      .rows()
      .filter(({ command }) => {
        const part = shardOfCommand(command.id);
        return part?.runId === runId && part.shard === shard;
      })
      .sort((a, b) => (a.command.id < b.command.id ? -1 : 1));
  return {
    counts: async (part) => addCounts(rowsOf(part).map(({ state }) => ({ [state]: 1 }))),
    async page(part, limit, cursor) {
      const { page, next } = pageOf(rowsOf(part), ({ command }) => command.id, limit, cursor);
      return { entries: page, ...next };
    },
  };
}
