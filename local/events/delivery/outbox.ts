import type { DatabaseSync } from "node:sqlite";
import { metFullDisk, ROOM_PAUSE_MS } from "../../full-disk.ts";
import { createLanes } from "./lanes.ts";
import { createParcelStore, type Parcel, type StoredParcel } from "./parcel-store.ts";
import { createTimers } from "./timers.ts";

export type Outbox = {
  /** Stores parcels within a transaction of the caller, who calls what it returns after the commit: that delivers them. */
  store(parcels: readonly Parcel[]): () => void;
  pending(): number;
  /** Resolves when the running deliveries have ended; what is undelivered stays stored. */
  stop(): Promise<void>;
};

/** How long a parcel is tried (ms), and how often after the first time. */
export type Limits = { readonly maxAgeMs: number; readonly maxRetries: number };

/** Why a parcel is given up. */
export type Abandoned = {
  readonly retries: number;
  readonly condition: "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";
  readonly error: unknown;
};

const FIRST_PAUSE_MS = 200;
const LAST_PAUSE_MS = 30_000;

export type OutboxOptions = {
  db: DatabaseSync;
  /** Epoch milliseconds. */
  now: () => number;
  /** Delivers an event to its target; rejects when it should be tried again. */
  deliver: (parcel: Parcel) => Promise<void>;
  limits: (parcel: Parcel) => Limits;
  /** Hears of each parcel that is given up, before it is removed. */
  abandon: (parcel: Parcel, abandoned: Abandoned) => void;
  /** Milliseconds before the attempt after `attempts` failed ones. */
  pause?: (attempts: number) => number;
  /** Whether a parcel comes late, or again though it was delivered; none does unless given. */
  strays?: () => boolean;
  /** What a parcel's `ruleName` names, for the log; `rule` unless given. */
  sender?: string;
};

/**
 * Delivers at least once: the first attempts of a target's events are made in order, one at a time; a failed one is
 * repeated with growing pauses beside those that follow.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { db, now, deliver, pause = doublingPause, strays = () => false } = options;
  const store = createParcelStore(db);
  const lanes = createLanes();
  const timers = createTimers();
  let count = 0;
  let stopped = false;

  async function attempt(parcel: StoredParcel): Promise<void> {
    if (stopped) return;
    parcel.attempts++;
    try {
      await deliver(parcel);
      if (!stopped && strays()) return retry(parcel);
      settle(parcel);
    } catch (error) {
      // The end of the program cut the delivery off: the parcel stays stored, and the next start delivers it.
      if (stopped) return;
      const condition = reachedLimit(parcel, options.limits(parcel), now());
      report(options.sender ?? "rule", parcel, condition !== undefined, error);
      if (condition === undefined) return retry(parcel);
      options.abandon(parcel, { retries: parcel.attempts - 1, condition, error });
      settle(parcel);
    }
  }

  /** Where there is no room to remove a parcel, it is removed later. */
  function settle(parcel: StoredParcel): void {
    try {
      store.remove(parcel.n);
      count--;
    } catch (error) {
      if (!metFullDisk(error)) throw error;
      timers.after(ROOM_PAUSE_MS, () => settle(parcel));
    }
  }

  function retry(parcel: StoredParcel): void {
    timers.after(pause(parcel.attempts), () => lanes.start(() => attempt(parcel)));
  }

  function enqueue(parcel: StoredParcel): void {
    count++;
    if (strays()) retry(parcel);
    else lanes.queue(JSON.stringify([parcel.busName, parcel.ruleName, parcel.targetId]), () => attempt(parcel));
  }

  store.load().forEach(enqueue);
  return {
    store(parcels) {
      const since = now();
      const stored = parcels.map((parcel) => store.insert(parcel, since));
      return () => stored.forEach(enqueue);
    },
    pending: () => count,
    async stop() {
      stopped = true;
      timers.clear();
      await lanes.done();
    },
  };
}

function reachedLimit(
  { attempts, since }: StoredParcel,
  { maxAgeMs, maxRetries }: Limits,
  now: number,
): Abandoned["condition"] | undefined {
  if (attempts > maxRetries) return "MaximumRetryAttempts";
  return now - since > maxAgeMs ? "MaximumEventAgeInSeconds" : undefined;
}

function doublingPause(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LAST_PAUSE_MS);
}

/** Prints the first failure of a parcel and the last one. */
function report(sender: string, { attempts, ruleName, targetId }: StoredParcel, isOver: boolean, error: unknown): void {
  if (metFullDisk(error) && !isOver) return;
  if (attempts !== 1 && !isOver) return;
  const outlook = isOver ? "gives up" : "will try again";
  console.error(`${sender} ${ruleName} could not deliver to ${targetId} and ${outlook}`, error);
}
