import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Durability, synchronousPragma } from "../../durability.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS queues (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  attributes TEXT NOT NULL,
  tags TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS messages (
  seq INTEGER PRIMARY KEY,
  queue_id INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  group_id TEXT NOT NULL,
  deduplication_id TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  available_at INTEGER NOT NULL,
  body_md5 TEXT NOT NULL,
  trace_header TEXT,
  dead_letter_source TEXT,
  attributes TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS receipts (
  seq INTEGER PRIMARY KEY,
  receive_count INTEGER NOT NULL,
  first_received_at INTEGER NOT NULL,
  last_received_at INTEGER NOT NULL,
  visible_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS deduplications (
  id INTEGER PRIMARY KEY,
  queue_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  message_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  UNIQUE (queue_id, key)
) STRICT;
CREATE TABLE IF NOT EXISTS move_tasks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  handle TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  destination TEXT,
  rate INTEGER,
  status TEXT NOT NULL,
  moved INTEGER NOT NULL,
  to_move INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  failure TEXT
) STRICT;
`;

/**
 * Opens (and where needed creates) the database. What is committed has reached the operating system, so that it
 * survives SIGKILL of the process; with `power` it has reached the disk. The exclusive lock keeps a second
 * engine away from the same file and is gone with its process.
 */
export function openDatabase(path: string, durability: Durability = "process"): DatabaseSync {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: 2_000 });
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  database.exec("PRAGMA journal_mode = WAL");
  database.exec(synchronousPragma(durability));
  database.exec("PRAGMA wal_autocheckpoint = 4000");
  database.exec("PRAGMA cache_size = -16000");
  database.exec(SCHEMA);
  return database;
}
