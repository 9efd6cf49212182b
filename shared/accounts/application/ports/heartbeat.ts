import type { Account } from "../../domain/account.ts";
import type { Beat, Pulse } from "../../domain/heartbeat.ts";

/**
 * Beats to come, on a standard queue, each at its `dueAt`, at most 15 minutes ahead. Throws `unavailable` if any was
 * refused.
 */
export type Beats = { add(beats: readonly Beat[]): Promise<void> };

/** An account with its signs of life; `parked`: commands of it may be asleep. */
export type WatchedAccount = { readonly account: Account; readonly pulse: Pulse; readonly parked: boolean };

/** Signs of life. Each note costs a write: callers with many signs note only those that say something new. */
export type Pulses = {
  /**
   * The stored accounts among `appIds` with their signs, in one read and in the order asked for. What it says may be
   * somewhat old: transitions are fenced anyway.
   */
  read(appIds: readonly string[]): Promise<readonly WatchedAccount[]>;
  /** A call succeeded at `at` (epoch ms) that only an account that is online can make. */
  alive(appId: string, at: number): Promise<void>;
  /** A message came in at `at`. */
  heard(appId: string, at: number): Promise<void>;
  /** The connection was renewed at `at`. */
  renewed(appId: string, at: number): Promise<void>;
};
