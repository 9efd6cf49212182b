import type { DatabaseSync } from "node:sqlite";

/** One event on its way to one target. */
export type Parcel = { ruleName: string; busName: string; targetId: string; event: string };

export type Outbox = {
  /** Stores parcels, all or none, and starts to deliver them; on disk when it returns. */
  add(parcels: readonly Parcel[]): void;
  pending(): number;
  /** Resolves when no delivery is running any more; what is undelivered stays stored. */
  stop(): Promise<void>;
};

export type Limits = { readonly maxAgeMs: number; readonly maxRetries: number };

/** Why a parcel is given up. */
export type Abandoned = {
  readonly retries: number;
  readonly condition: "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";
  readonly error: unknown;
};

type Entry = Parcel & { n: number; attempts: number; since: number };

const FIRST_PAUSE_MS = 200;
const LAST_PAUSE_MS = 30_000;

/**
 * Delivers at least once: the first attempts of a target's events are made in order, one at a time; a failed one is
 * repeated with growing pauses beside those that follow.
 */
export function createOutbox(options: {
  db: DatabaseSync;
  now: () => number;
  deliver: (parcel: Parcel) => Promise<void>;
  /** How long a parcel is tried (ms), and how often after the first time. */
  limits: (parcel: Parcel) => Limits;
  /** Hears of each parcel that is given up. */
  abandon: (parcel: Parcel, abandoned: Abandoned) => void;
  /** Milliseconds before the attempt after `attempts` failed ones. */
  pause?: (attempts: number) => number;
}): Outbox {
  const { db, now, deliver } = options;
  const pause = options.pause ?? ((attempts) => Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LAST_PAUSE_MS));
  db.exec(`CREATE TABLE IF NOT EXISTS parcels (n INTEGER PRIMARY KEY AUTOINCREMENT, ruleName TEXT NOT NULL,
    busName TEXT NOT NULL, targetId TEXT NOT NULL, event TEXT NOT NULL, since INTEGER NOT NULL) STRICT;`);
  const insert = db.prepare("INSERT INTO parcels (ruleName, busName, targetId, event, since) VALUES (?, ?, ?, ?, ?)");
  const remove = db.prepare("DELETE FROM parcels WHERE n = ?");
  const lanes = new Map<string, Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let count = 0;
  let stopped = false;

  const attempt = async (entry: Entry): Promise<void> => {
    if (stopped) return;
    entry.attempts++;
    try {
      await deliver(entry);
      settle(entry);
    } catch (error) {
      // Cut off by the end of the program: it stays stored, and the next start delivers it.
      if (stopped) return;
      const condition = reachedLimit(entry, options.limits(entry));
      const isOver = condition !== undefined;
      if (entry.attempts === 1 || isOver) {
        const what = `rule ${entry.ruleName} could not deliver to ${entry.targetId}`;
        console.error(isOver ? `${what} and gives up` : `${what} and will try again`, error);
      }
      if (isOver) {
        options.abandon(entry, { retries: entry.attempts - 1, condition, error });
        settle(entry);
      } else retry(entry);
    }
  };
  const reachedLimit = ({ attempts, since }: Entry, { maxAgeMs, maxRetries }: Limits) => {
    if (attempts > maxRetries) return "MaximumRetryAttempts";
    return now() - since > maxAgeMs ? "MaximumEventAgeInSeconds" : undefined;
  };
  const settle = (entry: Entry) => {
    remove.run(entry.n);
    count--;
  };
  const track = (work: Promise<void>) => {
    running.add(work);
    void work.finally(() => running.delete(work));
    return work;
  };
  const retry = (entry: Entry) => {
    if (stopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      track(attempt(entry));
    }, pause(entry.attempts));
    timers.add(timer);
  };
  const enqueue = (entry: Entry) => {
    count++;
    const lane = JSON.stringify([entry.busName, entry.ruleName, entry.targetId]);
    const turn = track((lanes.get(lane) ?? Promise.resolve()).then(() => attempt(entry)));
    lanes.set(lane, turn);
    void turn.then(() => lanes.get(lane) === turn && lanes.delete(lane));
  };

  for (const row of db.prepare("SELECT * FROM parcels ORDER BY n").all()) {
    enqueue({
      n: Number(row.n),
      ruleName: String(row.ruleName),
      busName: String(row.busName),
      targetId: String(row.targetId),
      event: String(row.event),
      since: Number(row.since),
      attempts: 0,
    });
  }

  return {
    add(parcels) {
      const since = now();
      const entries = parcels.map((parcel) => {
        const { ruleName, busName, targetId, event } = parcel;
        const { lastInsertRowid } = insert.run(ruleName, busName, targetId, event, since);
        return { ...parcel, n: Number(lastInsertRowid), attempts: 0, since };
      });
      entries.forEach(enqueue);
    },
    pending: () => count,
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}
