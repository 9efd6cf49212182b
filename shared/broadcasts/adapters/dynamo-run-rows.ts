import { expiryAfter, keyPart, sortable } from "../../platform/dynamodb/attributes.ts";

/** How long a run is kept after its last change, days: as long as the ledger's rows. */
const KEPT_DAYS = 90;

export const runExpiry = (now: number) => expiryAfter(KEPT_DAYS, now);

export const runPartition = (runId: string) => `run#${keyPart(runId)}`;
export const runKey = (runId: string) => ({ pk: runPartition(runId), sk: "run" });
export const planKey = (runId: string) => ({ pk: runPartition(runId), sk: "plan" });
export const SHARD_PREFIX = "shard#";
export const shardKey = (runId: string, shard: number) => ({
  pk: runPartition(runId),
  sk: `${SHARD_PREFIX}${sortable(shard)}`,
});

/** A broadcast's list of its runs. */
export const listPartition = (broadcastId: string) => `runs#${keyPart(broadcastId)}`;
