import type { LedgerEntry } from "../../../outbound/domain/ledger.ts";
import type { RunShard } from "../../../outbound/domain/run-shard.ts";
import type { StateCounts } from "../../domain/progress.ts";

/** The ledger's rows of one account's part of a run. */
export type RunLedger = {
  counts(part: RunShard): Promise<StateCounts>;
  page(part: RunShard, limit: number, cursor?: string): Promise<{ entries: readonly LedgerEntry[]; cursor?: string }>;
};
