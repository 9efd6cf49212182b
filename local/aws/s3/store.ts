import { createHash } from "node:crypto";
import type { LocalClock } from "../../clock.ts";
import type { Durability } from "../../durability.ts";
import { AwsError } from "../service.ts";
import { openObjects } from "./database.ts";
import { listObjects } from "./listing.ts";
import type { S3Listing, S3Object, S3ObjectHead, S3Query } from "./object.ts";

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
  /** Whether the bucket exists without such an object. */
  lacks(bucket: string, key: string): boolean;
  get(bucket: string, key: string): S3Object;
  head(bucket: string, key: string): S3ObjectHead;
  /** Deleting what is not there succeeds, as on S3. */
  remove(bucket: string, key: string): void;
  list(bucket: string, query: S3Query): S3Listing;
  close(): void;
};

/** S3 allows 1,024 bytes of UTF-8. */
const MAX_KEY_BYTES = 1024;
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Keeps objects in one SQLite file under `dir`: keys never become file names, so no key can leave the folder, and a
 * write is there whole or not at all, also after a crash.
 */
export function createS3Store(options: {
  dir: string;
  clock?: Pick<LocalClock, "now">;
  /** `process` unless given. */
  durability?: Durability;
}): S3Store {
  const now = options.clock?.now ?? Date.now;
  const objects = openObjects(options.dir, options.durability ?? "process");
  const hasBucket = (name: string) => objects.selectBucket.get(name) !== undefined;
  const demandBucket = (name: string) => {
    if (!hasBucket(name)) throw new AwsError("NoSuchBucket", "The specified bucket does not exist", { status: 404 });
  };

  return {
    now,
    ensureBucket(name) {
      if (!BUCKET_NAME.test(name)) throw new AwsError("InvalidBucketName", "The specified bucket is not valid.");
      objects.insertBucket.run(name, now());
    },
    listBuckets: () =>
      objects.selectBuckets.all().map((row) => ({ name: String(row.name), createdAt: Number(row.createdAt) })),
    hasBucket,
    put(bucket, key, body, about = {}) {
      demandBucket(bucket);
      if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new AwsError("KeyTooLongError", "Your key is too long");
      const etag = createHash("md5").update(body).digest("hex");
      const contentType = about.contentType ?? "binary/octet-stream";
      const headers = about.headers ?? {};
      const head = { key, size: body.byteLength, etag, modifiedAt: now(), contentType, headers };
      objects.upsert.run(bucket, key, head.size, etag, head.modifiedAt, contentType, JSON.stringify(headers), body);
      return head;
    },
    lacks: (bucket, key) => hasBucket(bucket) && objects.selectHead.get(bucket, key) === undefined,
    get(bucket, key) {
      demandBucket(bucket);
      const row = demandRow(objects.selectObject.get(bucket, key));
      const body = row.body;
      return { ...toHead(row), body: body instanceof Uint8Array ? body : new Uint8Array() };
    },
    head(bucket, key) {
      demandBucket(bucket);
      return toHead(demandRow(objects.selectHead.get(bucket, key)));
    },
    remove(bucket, key) {
      demandBucket(bucket);
      objects.deleteObject.run(bucket, key);
    },
    list(bucket, query) {
      demandBucket(bucket);
      return listObjects((after) => objects.selectAfter.all(bucket, after, query.prefix).map(toHead), query);
    },
    close: objects.close,
  };
}

type Row = Record<string, unknown>;

function demandRow(row: Row | undefined): Row {
  if (!row) throw new AwsError("NoSuchKey", "The specified key does not exist.", { status: 404 });
  return row;
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
