import { sha256Hex } from "../../kernel/domain/ids.ts";

/**
 * One of `of` parts of the fleet's polled accounts, counted from 0: about 25 accounts, polled by one poller at a time.
 */
export type PollShard = { readonly index: number; readonly of: number };

/** From the start of one poll of an account to the next one's, ms. */
export const POLL_INTERVAL = 500;

/** The shard that an account belongs to: by its appId alone, so that other accounts may come and go. */
export function pollShardOf(appId: string, of: number): number {
  return Number.parseInt(sha256Hex(appId).slice(0, 8), 16) % of;
}

/** Wait after the `failures`-th failure in a row (1 or more), ms: 1 s doubling, at most half a minute. */
export function pollBackoff(failures: number): number {
  return Math.min(30_000, 1000 * 2 ** (failures - 1));
}
