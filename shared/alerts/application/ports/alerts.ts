import type { Alert } from "../../domain/alert.ts";

/**
 * An alert that some channel does not have yet. `since`: when it was kept, epoch ms; `sentTo`: channels that have it.
 */
export type PendingAlert = { readonly alert: Alert; readonly since: number; readonly sentTo: readonly string[] };

/** An alert that is done with: told to the channels `sentTo` at `toldAt` (epoch ms); the others were given up. */
export type ToldAlert = { readonly alert: Alert; readonly sentTo: readonly string[]; readonly toldAt: number };

/**
 * Alerts on their way to the operators, by id and time: the same alert kept again is one. Times (`now`) in epoch ms.
 */
export type Alerts = {
  /** Keeps an alert until it is settled. What waits already, or was settled in the last days, changes nothing. */
  add(alert: Alert, now: number): Promise<void>;
  /** The oldest, strongly consistent. */
  pending(limit: number): Promise<readonly PendingAlert[]>;
  /** Remembers which channels have it. */
  markSent(alert: Alert, sentTo: readonly string[]): Promise<void>;
  /** Ends its wait and lists it among the told ones. */
  settle(alert: Alert, sentTo: readonly string[], now: number): Promise<void>;
  /** Ends the wait of an alert that is not worth telling. */
  drop(alert: Alert): Promise<void>;
  /** The told ones of the last days, newest first. */
  listTold(limit: number, cursor?: string): Promise<{ alerts: readonly ToldAlert[]; cursor?: string }>;
};
