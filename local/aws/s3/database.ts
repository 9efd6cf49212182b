import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Durability, synchronousPragma } from "../../durability.ts";

const HEAD = "key, size, etag, modifiedAt, contentType, headers";

/** The statements on the file of objects under `dir`; what is committed outlives what `durability` says. */
export function openObjects(dir: string, durability: Durability) {
  mkdirSync(dir, { recursive: true });
  const db = new DatabaseSync(join(dir, "objects.sqlite"));
  db.exec(`PRAGMA journal_mode = WAL; ${synchronousPragma(durability)};
    CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, createdAt INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS objects (bucket TEXT NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
      modifiedAt INTEGER NOT NULL, contentType TEXT NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL,
      PRIMARY KEY (bucket, key)) STRICT;`);
  return {
    insertBucket: db.prepare("INSERT OR IGNORE INTO buckets VALUES (?, ?)"),
    selectBuckets: db.prepare("SELECT name, createdAt FROM buckets ORDER BY name"),
    selectBucket: db.prepare("SELECT 1 FROM buckets WHERE name = ?"),
    upsert: db.prepare("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
    selectObject: db.prepare(`SELECT ${HEAD}, body FROM objects WHERE bucket = ? AND key = ?`),
    selectHead: db.prepare(`SELECT ${HEAD} FROM objects WHERE bucket = ? AND key = ?`),
    deleteObject: db.prepare("DELETE FROM objects WHERE bucket = ? AND key = ?"),
    /** A page of heads: bucket, the key before the page, the lowest key. */
    selectAfter: db.prepare(
      `SELECT ${HEAD} FROM objects WHERE bucket = ? AND key > ? AND key >= ? ORDER BY key LIMIT 256`,
    ),
    close: () => db.close(),
  };
}
