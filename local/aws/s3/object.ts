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

/** Keys in UTF-8 order, after `after`, at most `limit` objects and common prefixes together. */
export type S3Query = { prefix: string; delimiter: string; after: string; limit: number };
