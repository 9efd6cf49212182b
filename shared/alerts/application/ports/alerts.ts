import type { Alert } from "../../domain/alert.ts";
import type { FlushPlan } from "../../domain/schedule.ts";

/** An alert that some channel does not have yet. `since`: when it was kept, epoch ms; `sentTo`: channels that have it. */
export type PendingAlert = { readonly alert: Alert; readonly since: number; readonly sentTo: readonly string[] };

/** An alert that is done with: told to the channels `sentTo`, the others gave up. */
export type ToldAlert = { readonly alert: Alert; readonly sentTo: readonly string[]; readonly toldAt: number };

/** Alerts on their way to the operators, by id and time: the same alert kept again is one. */
export type AlertStore = {
  /** Keeps an alert until it is settled. What waits already, or was settled in the last days, changes nothing. */
  add(alert: Alert, now: number): Promise<void>;
  /** The oldest, strongly consistent. */
  pending(limit: number): Promise<readonly PendingAlert[]>;
  /** Remembers which channels have it. */
  markSent(alert: Alert, sentTo: readonly string[]): Promise<void>;
  /** Ends its wait and lists it among the told ones. */
  settle(alert: Alert, sentTo: readonly string[], now: number): Promise<void>;
  /** Ends the wait of one that nobody has to be told. */
  drop(alert: Alert): Promise<void>;
  /** The told ones of the last days, newest first. */
  listTold(limit: number, cursor?: string): Promise<{ alerts: readonly ToldAlert[]; cursor?: string }>;
  /** Strongly consistent; `{last: 0}` before the first flush. */
  plan(): Promise<FlushPlan>;
  /** Replaces the plan if it is still `was`. */
  replan(was: FlushPlan, next: FlushPlan): Promise<boolean>;
  /** Remembers that operators hear of an account's trouble (`at`, epoch ms), so that its end is worth telling. */
  noteTrouble(appId: string, at: number, now: number): Promise<void>;
  /** Whether operators heard of a trouble that began at `at` or before. */
  inTrouble(appId: string, at: number, now: number): Promise<boolean>;
  /** Forgets troubles that began at `at` or before. */
  endTrouble(appId: string, at: number): Promise<void>;
};

/** Calls for a flush of the pending alerts in `delaySeconds` (0–900); `due` names the plan. Throws `unavailable`. */
export type AlertFlushes = { request(due: number, delaySeconds: number): Promise<void> };

/** A way to the operators: a group robot or a topic. */
export type AlertChannel = {
  /** Its name in metrics, logs and rows, e.g. `wecom`. */
  readonly name: string;
  /** Bytes (UTF-8) that a message may take. */
  readonly maxBytes: number;
  /** Throws one of the error family; a message whose call failed may have arrived all the same. */
  send(text: string): Promise<void>;
};

/** The channels of this deployment, as configured now. One that is configured wrongly fails at `send`. */
export type AlertChannels = () => Promise<readonly AlertChannel[]>;
