import type { DatabaseSync } from "node:sqlite";

export type LoggedCall = {
  /** Epoch milliseconds. */
  at: number;
  path: string;
  appId: string;
  /** The body as JSON text. */
  body: string;
  /** Null when no answer of the contract's form went out. */
  ret: number | null;
  fault: string | null;
  /** Whether the call had its effect. */
  executed: boolean;
};

/** Which calls: after number `after`, of this path and account where they are given. */
export type CallFilter = { after: number; path?: string | undefined; appId?: string | undefined; limit: number };

export type CallLog = {
  /** Calls `done` when the call stands in the log for good; what comes in one turn of the event loop is one commit. */
  append(call: LoggedCall, done: (error?: Error) => void): void;
  /** `{"calls": […], "last": n}` in order of receipt; bodies verbatim, so that 64-bit ids stay whole. */
  read(filter: CallFilter): string;
  /** Resolves as soon as the log has a call of the filter, and at the latest when `signal` aborts. */
  untilThere(filter: CallFilter, signal: AbortSignal): Promise<void>;
};

/** The durable log of all calls received. */
export function createCallLog(db: DatabaseSync): CallLog {
  const insert = db.prepare(
    "INSERT INTO calls (at, path, appId, body, ret, fault, executed) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const select = db.prepare(
    `SELECT n, at, path, appId, body, ret, fault, executed FROM calls
     WHERE n > ?1 AND (?2 IS NULL OR path = ?2) AND (?3 IS NULL OR appId = ?3) ORDER BY n LIMIT ?4`,
  );
  let waiting: { call: LoggedCall; done: (error?: Error) => void }[] = [];
  const committed = new Set<() => void>();
  const rowsOf = ({ after, path, appId, limit }: CallFilter) => select.all(after, path ?? null, appId ?? null, limit);

  const commit = () => {
    const batch = waiting;
    waiting = [];
    let failure: Error | undefined;
    db.exec("BEGIN");
    try {
      for (const { call } of batch) {
        const { at, path, appId, body, ret, fault, executed } = call;
        insert.run(at, path, appId, body, ret, fault, executed ? 1 : 0);
      }
      db.exec("COMMIT");
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      db.exec("ROLLBACK");
    }
    for (const { done } of batch) done(failure);
    for (const look of committed) look();
  };

  return {
    append(call, done) {
      waiting.push({ call, done });
      if (waiting.length === 1) setImmediate(commit);
    },
    read(filter) {
      const rows = rowsOf(filter);
      const calls = rows.map((row) => {
        const { body, fault, executed, ...rest } = row;
        const about = JSON.stringify({ ...rest, executed: executed === 1, ...(fault === null ? {} : { fault }) });
        return `${about.slice(0, -1)},"body":${String(body)}}`;
      });
      return `{"calls":[${calls.join(",")}],"last":${Number(rows.at(-1)?.n ?? filter.after)}}`;
    },
    untilThere: (filter, signal) => untilSeen(committed, () => rowsOf({ ...filter, limit: 1 }).length > 0, signal),
  };
}

/** Resolves when `isThere` holds after a commit (`committed` is told of each), or when `signal` aborts. */
function untilSeen(committed: Set<() => void>, isThere: () => boolean, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const leave = () => {
      committed.delete(look);
      signal.removeEventListener("abort", leave);
      resolve();
    };
    const look = () => {
      if (isThere()) leave();
    };
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", leave);
    committed.add(look);
    look();
  });
}

/** Resolves when the call stands in the log for good. */
export function recordCall(log: CallLog, call: LoggedCall): Promise<void> {
  return new Promise((resolve, reject) => log.append(call, (error) => (error ? reject(error) : resolve())));
}
