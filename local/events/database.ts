import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Durability, synchronousPragma } from "../durability.ts";

/** The file that keeps what is undelivered and when schedules run next; in memory only without a path. */
export function openDatabase(path: string | undefined, durability: Durability = "process"): DatabaseSync {
  if (path !== undefined) mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path ?? ":memory:");
  db.exec(`PRAGMA journal_mode = WAL; ${synchronousPragma(durability)}; PRAGMA busy_timeout = 5000;`);
  return db;
}

/** Runs `work` as one transaction: all of it is kept, or, if it throws, nothing. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite itself rolls back where the disk is full.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
