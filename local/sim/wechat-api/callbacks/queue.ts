import type { DatabaseSync } from "node:sqlite";
import { postJson } from "../../post.ts";

/** `status`: the last HTTP status, 0 without an answer. */
export type Delivery = { delivered: boolean; status: number };

export type CallbackQueue = {
  /** Queues a callback for good, then resolves with the outcome of its first attempt. */
  push(appId: string, body: string): Promise<Delivery>;
  /** How many are on their way. */
  pending(): number;
  stop(): void;
};

type Entry = { n: number; body: string; attempts: number; tell: (delivery: Delivery) => void };
type Lane = { entries: Entry[]; timer: NodeJS.Timeout | undefined; busy: boolean };

/** The vendor's patience with one attempt (it wants a quick 200), in milliseconds. */
const ATTEMPT_TIMEOUT_MS = 3_000;
/** Pauses double from the first to the last; after `MAX_ATTEMPTS` the vendor gives up. */
const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 15_000;
const MAX_ATTEMPTS = 100;

export type CallbackQueueOptions = {
  db: DatabaseSync;
  /** Where callbacks go now. */
  url: () => string | undefined;
  /** Milliseconds before the attempt after `attempts` failed ones. */
  pause?: (attempts: number) => number;
};

/**
 * Callbacks on their way to the platform: durable, first in first out per account, repeated until they get a 200. A
 * callback that is not delivered holds up those behind it in its account only.
 */
export function createCallbackQueue({ db, url, pause = doublingPause }: CallbackQueueOptions): CallbackQueue {
  const insert = db.prepare("INSERT INTO callbacks (appId, body) VALUES (?, ?)");
  const markFailed = db.prepare("UPDATE callbacks SET attempts = ? WHERE n = ?");
  const remove = db.prepare("DELETE FROM callbacks WHERE n = ?");
  const lanes = new Map<string, Lane>();
  let stopped = false;

  const enqueue = (appId: string, entry: Entry) => {
    const lane = lanes.get(appId) ?? { entries: [], timer: undefined, busy: false };
    lanes.set(appId, lane);
    lane.entries.push(entry);
    if (!lane.busy) void run(appId, lane);
  };

  const run = async (appId: string, lane: Lane): Promise<void> => {
    lane.busy = true;
    for (let entry = lane.entries[0]; entry && !stopped; entry = lane.entries[0]) {
      const target = url();
      const status = target === undefined ? 0 : await postJson(target, entry.body, ATTEMPT_TIMEOUT_MS);
      if (stopped) return;
      const delivered = status === 200;
      entry.attempts++;
      entry.tell({ delivered, status });
      if (delivered || entry.attempts >= MAX_ATTEMPTS) {
        remove.run(entry.n);
        lane.entries.shift();
        continue;
      }
      markFailed.run(entry.attempts, entry.n);
      lane.timer = setTimeout(() => void run(appId, lane), pause(entry.attempts));
      return;
    }
    lane.busy = false;
    if (lane.entries.length === 0) lanes.delete(appId);
  };

  const rest = db.prepare("SELECT n, appId, body, attempts FROM callbacks ORDER BY n").all();
  for (const row of rest) {
    const entry = { n: Number(row.n), body: String(row.body), attempts: Number(row.attempts), tell: () => {} };
    enqueue(String(row.appId), entry);
  }

  return {
    push: (appId, body) =>
      new Promise((tell) => {
        const { lastInsertRowid } = insert.run(appId, body);
        enqueue(appId, { n: Number(lastInsertRowid), body, attempts: 0, tell });
      }),
    pending: () => [...lanes.values()].reduce((sum, lane) => sum + lane.entries.length, 0),
    stop() {
      stopped = true;
      for (const lane of lanes.values()) clearTimeout(lane.timer);
    },
  };
}

function doublingPause(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LAST_PAUSE_MS);
}
