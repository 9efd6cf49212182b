import { sha256Hex } from "../../kernel/domain/ids.ts";

/** Gates of the spool: an account always belongs to the same one. */
export const SPOOL_SHARDS = 8;

/** How long a caller may believe what it knows of a gate, ms. */
export const GATE_CACHE = 1000;

export function spoolShard(appId: string): number {
  return Number.parseInt(sha256Hex(appId).slice(0, 8), 16) % SPOOL_SHARDS;
}
