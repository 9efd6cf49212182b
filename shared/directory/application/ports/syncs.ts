import type { DirectorySync } from "../../domain/directory.ts";

/** Full syncs of accounts' address books: the last one of each account. Times in epoch ms. */
export type DirectorySyncs = {
  /** The last full sync that was begun and not given up. */
  sync(appId: string): Promise<DirectorySync | undefined>;
  /**
   * Begins a full sync and returns it, unless one began after `notSince`: then undefined. The same request again gets
   * the sync that it began.
   */
  beginSync(appId: string, request: string, now: number, notSince: number): Promise<DirectorySync | undefined>;
  /** How many contacts and groups a sync found. */
  countSync(appId: string, startedAt: number, contacts: number, groups: number): Promise<void>;
  /** The last sync could not go on: the next one may begin at any time. */
  giveUpSync(appId: string): Promise<void>;
};
