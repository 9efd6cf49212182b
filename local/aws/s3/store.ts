import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { LocalClock } from "../../clock.ts";
import { AwsError } from "../service.ts";

export type S3ObjectHead = {
  key: string;
  size: number;
  /** Hex MD5 of the body, without quotes. */
  etag: string;
  /** Epoch milliseconds. */
  modifiedAt: number;
  contentType: string;
  /** Headers to give back with the object: `x-amz-meta-*`, `content-encoding`, `cache-control`, … */
  headers: Record<string, string>;
};
export type S3Object = S3ObjectHead & { body: Uint8Array };
export type S3Listing = { objects: S3ObjectHead[]; commonPrefixes: string[]; nextAfter: string | undefined };

/** The object store of the embedded cloud; errors are `AwsError`s with S3's codes. */
export type S3Store = {
  /** The store's clock, epoch milliseconds. */
  now(): number;
  /** Creates the bucket unless it is there. */
  ensureBucket(name: string): void;
  listBuckets(): { name: string; createdAt: number }[];
  hasBucket(name: string): boolean;
  put(
    bucket: string,
    key: string,
    body: Uint8Array,
    about?: { contentType?: string; headers?: Record<string, string> },
  ): S3ObjectHead;
  get(bucket: string, key: string): S3Object;
  head(bucket: string, key: string): S3ObjectHead;
  /** Deleting what is not there succeeds, as on S3. */
  remove(bucket: string, key: string): void;
  /** Keys in UTF-8 order, after `after`, at most `limit` objects and common prefixes together. */
  list(bucket: string, query: { prefix: string; delimiter: string; after: string; limit: number }): S3Listing;
  close(): void;
};

/** S3 allows 1,024 bytes of UTF-8. */
const MAX_KEY_BYTES = 1024;
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Keeps objects in one SQLite file under `dir`: keys never become file names, so no key can leave the folder, and a
 * write is there whole or not at all, also after SIGKILL.
 */
export function createS3Store(options: { dir: string; clock?: Pick<LocalClock, "now"> }): S3Store {
  const now = options.clock?.now ?? Date.now;
  mkdirSync(options.dir, { recursive: true });
  const db = new DatabaseSync(join(options.dir, "objects.sqlite"));
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, createdAt INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS objects (bucket TEXT NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
      modifiedAt INTEGER NOT NULL, contentType TEXT NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL,
      PRIMARY KEY (bucket, key)) STRICT;`);
  const headColumns = "key, size, etag, modifiedAt, contentType, headers";
  const insertBucket = db.prepare("INSERT OR IGNORE INTO buckets VALUES (?, ?)");
  const selectBuckets = db.prepare("SELECT name, createdAt FROM buckets ORDER BY name");
  const selectBucket = db.prepare("SELECT 1 FROM buckets WHERE name = ?");
  const upsert = db.prepare("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const selectObject = db.prepare(`SELECT ${headColumns}, body FROM objects WHERE bucket = ? AND key = ?`);
  const selectHead = db.prepare(`SELECT ${headColumns} FROM objects WHERE bucket = ? AND key = ?`);
  const deleteObject = db.prepare("DELETE FROM objects WHERE bucket = ? AND key = ?");
  const selectAfter = db.prepare(
    `SELECT ${headColumns} FROM objects WHERE bucket = ? AND key > ? AND key >= ? ORDER BY key LIMIT 256`,
  );

  const hasBucket = (name: string) => selectBucket.get(name) !== undefined;
  const demandBucket = (name: string) => {
    if (!hasBucket(name)) throw new AwsError("NoSuchBucket", "The specified bucket does not exist", { status: 404 });
  };
  const demandRow = (row: Row | undefined) => {
    if (!row) throw new AwsError("NoSuchKey", "The specified key does not exist.", { status: 404 });
    return row;
  };

  return {
    now,
    ensureBucket(name) {
      if (!BUCKET_NAME.test(name)) throw new AwsError("InvalidBucketName", "The specified bucket is not valid.");
      insertBucket.run(name, now());
    },
    listBuckets: () => selectBuckets.all().map((row) => ({ name: String(row.name), createdAt: Number(row.createdAt) })),
    hasBucket,
    put(bucket, key, body, about = {}) {
      demandBucket(bucket);
      if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new AwsError("KeyTooLongError", "Your key is too long");
      const etag = createHash("md5").update(body).digest("hex");
      const contentType = about.contentType ?? "binary/octet-stream";
      const headers = about.headers ?? {};
      const head = { key, size: body.byteLength, etag, modifiedAt: now(), contentType, headers };
      upsert.run(bucket, key, head.size, etag, head.modifiedAt, contentType, JSON.stringify(headers), body);
      return head;
    },
    get(bucket, key) {
      demandBucket(bucket);
      const row = demandRow(selectObject.get(bucket, key));
      const body = row.body;
      return { ...toHead(row), body: body instanceof Uint8Array ? body : new Uint8Array() };
    },
    head(bucket, key) {
      demandBucket(bucket);
      return toHead(demandRow(selectHead.get(bucket, key)));
    },
    remove(bucket, key) {
      demandBucket(bucket);
      deleteObject.run(bucket, key);
    },
    list(bucket, query) {
      demandBucket(bucket);
      return list((after) => selectAfter.all(bucket, after, query.prefix).map(toHead), query);
    },
    close: () => db.close(),
  };
}

type Row = Record<string, unknown>;

/** Walks keys page by page, rolling what shares a prefix up to the delimiter into one common prefix. */
function list(
  page: (after: string) => S3ObjectHead[],
  query: { prefix: string; delimiter: string; after: string; limit: number },
): S3Listing {
  const { prefix, delimiter, limit } = query;
  const objects: S3ObjectHead[] = [];
  const commonPrefixes: string[] = [];
  let after = query.after;
  for (;;) {
    const heads = page(after);
    for (const head of heads) {
      after = head.key;
      if (!head.key.startsWith(prefix)) return { objects, commonPrefixes, nextAfter: undefined };
      const end = delimiter ? head.key.indexOf(delimiter, prefix.length) : -1;
      const common = end < 0 ? undefined : head.key.slice(0, end + delimiter.length);
      if (common !== undefined && (common === commonPrefixes.at(-1) || common === query.after)) continue;
      if (objects.length + commonPrefixes.length >= limit) {
        const last = [commonPrefixes.at(-1) ?? "", objects.at(-1)?.key ?? ""].sort(compareUtf8).at(-1) ?? "";
        return { objects, commonPrefixes, nextAfter: last };
      }
      if (common === undefined) objects.push(head);
      else commonPrefixes.push(common);
    }
    if (heads.length === 0) return { objects, commonPrefixes, nextAfter: undefined };
  }
}

function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function toHead(row: Row): S3ObjectHead {
  return {
    key: String(row.key),
    size: Number(row.size),
    etag: String(row.etag),
    modifiedAt: Number(row.modifiedAt),
    contentType: String(row.contentType),
    headers: JSON.parse(String(row.headers)),
  };
}
