import type { AccessRequest } from "../policy.ts";

/** A call to S3: its method and what it names; `key` is "" for a call on the bucket, `bucket` for one on none. */
export type S3Call = {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
};

const OBJECT_ACTIONS: Readonly<Record<string, string>> = {
  GET: "s3:GetObject",
  HEAD: "s3:GetObject",
  PUT: "s3:PutObject",
  DELETE: "s3:DeleteObject",
};

/** Source: "Required permissions for Amazon S3 API operations" in the Amazon S3 user guide. */
export function s3Requests({ method, bucket, key, query }: S3Call): readonly AccessRequest[] {
  if (bucket === "") return [{ action: "s3:ListAllMyBuckets", resource: "*" }];
  const resource = `arn:aws:s3:::${bucket}`;
  if (key !== "") return [{ action: OBJECT_ACTIONS[method] ?? `s3:${method}`, resource: `${resource}/${key}` }];
  if (method === "POST" && query.has("delete")) return [{ action: "s3:DeleteObject", resource: `${resource}/*` }];
  if (method === "PUT") return [{ action: "s3:CreateBucket", resource }];
  if (method === "DELETE") return [{ action: "s3:DeleteBucket", resource }];
  if (query.has("location")) return [{ action: "s3:GetBucketLocation", resource }];
  const context = (name: string) => (name === "s3:prefix" ? [query.get("prefix") ?? ""] : undefined);
  return [{ ...listing(bucket), context }];
}

/** Who may not list a bucket does not learn either that an object is missing: S3 answers 403 then, instead of 404. */
export function listing(bucket: string): AccessRequest {
  return { action: "s3:ListBucket", resource: `arn:aws:s3:::${bucket}` };
}
