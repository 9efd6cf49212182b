/**
 * Which accounts' troubles operators were told of, so that the end of a trouble is worth telling. Times in epoch ms.
 */
export type AccountTroubles = {
  /** Remembers a trouble that began at `at`. */
  noteTrouble(appId: string, at: number, now: number): Promise<void>;
  /** Whether operators were told of a trouble that began at `at` or before. */
  inTrouble(appId: string, at: number, now: number): Promise<boolean>;
  /** Forgets troubles that began at `at` or before. */
  endTrouble(appId: string, at: number): Promise<void>;
};
