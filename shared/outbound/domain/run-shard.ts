/** One account's part of a run. Its rows in the ledger share a partition. */
export type RunShard = { readonly runId: string; readonly shard: number };

const COMMAND_ID = /^b\.([A-Za-z0-9_-]+)\.(\d+)\.[0-9a-f]{32}$/;

/** The part of a run that a command belongs to, by its id alone; undefined for any other command. */
export function shardOfCommand(commandId: string): RunShard | undefined {
  const [, runId, shard] = COMMAND_ID.exec(commandId) ?? [];
  return runId === undefined || shard === undefined ? undefined : { runId, shard: Number(shard) };
}
