import { sha256Hex } from "../../kernel/domain/ids.ts";

/** Gates of the spool: an account always belongs to the same one. */
export const SPOOL_SHARDS = 8;

/** How long a caller may believe what it knows of a gate, ms. */
export const GATE_CACHE = 1000;

/**
 * What a callback waits for the store in all, ms: its vendor repeats what is refused in time. A gate has a part of it, so
 * that the spool may still take the message.
 */
export const STORE_PATIENCE = 900;
export const GATE_PATIENCE = 600;

export function spoolShard(appId: string): number {
  return Number.parseInt(sha256Hex(appId).slice(0, 8), 16) % SPOOL_SHARDS;
}
