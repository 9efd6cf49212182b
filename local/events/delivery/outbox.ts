import type { DatabaseSync } from "node:sqlite";
import { createLanes } from "./lanes.ts";
import { createParcelStore, type Parcel, type StoredParcel } from "./parcel-store.ts";

export type Outbox = {
  /** Stores parcels and starts to deliver them. They are on disk when it returns; if it throws, no parcel is stored. */
  add(parcels: readonly Parcel[]): void;
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
};

/**
 * Delivers at least once: the first attempts of a target's events are made in order, one at a time; a failed one is
 * repeated with growing pauses beside those that follow.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { db, now, deliver, pause = doublingPause, strays = () => false } = options;
  const store = createParcelStore(db);
  const lanes = createLanes();
  const timers = new Set<NodeJS.Timeout>();
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
      report(parcel, condition !== undefined, error);
      if (condition === undefined) return retry(parcel);
      options.abandon(parcel, { retries: parcel.attempts - 1, condition, error });
      settle(parcel);
    }
  }

  function settle({ n }: StoredParcel): void {
    store.remove(n);
    count--;
  }

  function retry(parcel: StoredParcel): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      lanes.start(() => attempt(parcel));
    }, pause(parcel.attempts));
    timers.add(timer);
  }

  function enqueue(parcel: StoredParcel): void {
    count++;
    if (strays()) retry(parcel);
    else lanes.queue(JSON.stringify([parcel.busName, parcel.ruleName, parcel.targetId]), () => attempt(parcel));
  }

  store.load().forEach(enqueue);
  return {
    add(parcels) {
      const since = now();
      parcels.map((parcel) => store.insert(parcel, since)).forEach(enqueue);
    },
    pending: () => count,
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
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
function report({ attempts, ruleName, targetId }: StoredParcel, isOver: boolean, error: unknown): void {
  if (attempts !== 1 && !isOver) return;
  const outlook = isOver ? "gives up" : "will try again";
  console.error(`rule ${ruleName} could not deliver to ${targetId} and ${outlook}`, error);
}
