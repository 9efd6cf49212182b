import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readAwsBody } from "../http.ts";
import { AwsError } from "../service.ts";
import { decodeUpload } from "./aws-chunked.ts";
import type { S3ObjectHead, S3Store } from "./store.ts";
import { bucketsXml, deletedXml, errorXml, keysToDelete, listingXml } from "./xml.ts";

const MAX_OBJECT_BYTES = 256 * 1024 * 1024;
/** Headers of an upload that come back with the object. */
const KEPT_HEADERS = /^(?:x-amz-meta-.+|cache-control|content-disposition|content-language|expires)$/;

type Call = { store: S3Store; request: IncomingMessage; response: ServerResponse; query: URLSearchParams };

/** S3's REST API as far as the platform uses it, in path style and in `<bucket>.localhost` host style. */
export async function answerS3(store: S3Store, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader("x-amz-request-id", randomUUID());
  try {
    const url = new URL(request.url ?? "/", "http://localhost");
    const { bucket, key } = locate(request.headers.host ?? "", request.url ?? "/");
    const call = { store, request, response, query: url.searchParams };
    refuseExpired(url.searchParams, store.now());
    if (bucket === "") listBuckets(call);
    else if (key === "") await answerBucket(call, bucket);
    else await answerObject(call, bucket, key);
  } catch (error) {
    if (response.headersSent || response.destroyed) return void response.destroy();
    if (!(error instanceof AwsError)) console.error("S3 request failed", error);
    const known = error instanceof AwsError ? error : new AwsError("InternalError", String(error), { status: 500 });
    sendXml(response, known.status, request.method === "HEAD" ? "" : errorXml(known.code, known.message));
  }
}

/** Where a request points; the raw path is used, because URL parsing would fold `..` segments, which keys may have. */
function locate(host: string, target: string): { bucket: string; key: string } {
  const path = target.split("?", 1)[0] ?? "/";
  const virtual = /^(.+)\.localhost(?::\d+)?$/i.exec(host)?.[1];
  const rest = path.slice(1);
  const slash = rest.indexOf("/");
  const bucket = virtual ?? (slash < 0 ? rest : rest.slice(0, slash));
  const key = virtual === undefined ? (slash < 0 ? "" : rest.slice(slash + 1)) : rest;
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key) };
  } catch (error) {
    throw new AwsError("InvalidURI", error instanceof Error ? error.message : "Couldn't parse the specified URI.");
  }
}

/** A link is of use until its time is over, by the local clock; its signature is not checked, as no other is. */
function refuseExpired(query: URLSearchParams, now: number): void {
  if (!query.has("X-Amz-Signature")) return;
  const date = query.get("X-Amz-Date") ?? "";
  const signedAt = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, "$1-$2-$3:$4:$5"));
  const until = signedAt + Number(query.get("X-Amz-Expires")) * 1000;
  if (!(now <= until)) throw new AwsError("AccessDenied", "Request has expired", { status: 403 });
}

function listBuckets({ store, request, response }: Call): void {
  if (request.method !== "GET") throw notAllowed();
  sendXml(response, 200, bucketsXml(store.listBuckets()));
}

async function answerBucket({ store, request, response, query }: Call, bucket: string): Promise<void> {
  if (request.method === "PUT") {
    store.ensureBucket(bucket);
    response.writeHead(200, { location: `/${bucket}` }).end();
    return;
  }
  if (!store.hasBucket(bucket)) {
    throw new AwsError("NoSuchBucket", "The specified bucket does not exist", { status: 404 });
  }
  if (request.method === "HEAD") response.writeHead(200, { "x-amz-bucket-region": "us-east-1" }).end();
  else if (request.method === "POST" && query.has("delete")) {
    const keys = keysToDelete((await upload(request)).toString("utf8"));
    for (const key of keys) store.remove(bucket, key);
    sendXml(response, 200, deletedXml(keys));
  } else if (request.method === "GET" && query.has("location")) {
    sendXml(response, 200, '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>');
  } else if (request.method === "GET") {
    const limit = Math.min(Number(query.get("max-keys") ?? 1000) || 1000, 1000);
    const prefix = query.get("prefix") ?? "";
    const delimiter = query.get("delimiter") ?? "";
    const token = query.get("continuation-token");
    const after = token ? Buffer.from(token, "base64url").toString("utf8") : (query.get("start-after") ?? "");
    const listing = store.list(bucket, { prefix, delimiter, after, limit });
    sendXml(
      response,
      200,
      listingXml(bucket, { prefix, delimiter, limit, encode: query.has("encoding-type") }, listing),
    );
  } else throw notAllowed();
}

async function answerObject({ store, request, response }: Call, bucket: string, key: string): Promise<void> {
  switch (request.method) {
    case "PUT": {
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) =>
          KEPT_HEADERS.test(name) && typeof value === "string" ? [[name, value]] : [],
        ),
      );
      const contentType = request.headers["content-type"];
      const head = store.put(bucket, key, await upload(request), contentType ? { contentType, headers } : { headers });
      response.writeHead(200, { etag: `"${head.etag}"`, "content-length": 0 }).end();
      return;
    }
    case "GET": {
      const object = store.get(bucket, key);
      const range = byteRange(request.headers.range, object.size);
      const body = range ? object.body.subarray(range.start, range.end + 1) : object.body;
      const extra = range ? { "content-range": `bytes ${range.start}-${range.end}/${object.size}` } : {};
      response.writeHead(range ? 206 : 200, { ...headHeaders(object), ...extra, "content-length": body.byteLength });
      response.end(body);
      return;
    }
    case "HEAD":
      response.writeHead(200, headHeaders(store.head(bucket, key))).end();
      return;
    case "DELETE":
      store.remove(bucket, key);
      response.writeHead(204).end();
      return;
    default:
      throw notAllowed();
  }
}

async function upload(request: IncomingMessage): Promise<Buffer> {
  return decodeUpload(request.headers, await readAwsBody(request, MAX_OBJECT_BYTES));
}

function byteRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!parts || (parts[1] === "" && parts[2] === "")) return undefined;
  const start = parts[1] === "" ? Math.max(size - Number(parts[2]), 0) : Number(parts[1]);
  const end = parts[1] === "" || parts[2] === "" ? size - 1 : Math.min(Number(parts[2]), size - 1);
  if (start >= size || start > end) {
    throw new AwsError("InvalidRange", "The requested range is not satisfiable", { status: 416 });
  }
  return { start, end };
}

function headHeaders(head: S3ObjectHead): Record<string, string | number> {
  return {
    ...head.headers,
    etag: `"${head.etag}"`,
    "content-type": head.contentType,
    "content-length": head.size,
    "last-modified": new Date(head.modifiedAt).toUTCString(),
    "accept-ranges": "bytes",
  };
}

function notAllowed(): AwsError {
  return new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", {
    status: 405,
  });
}

function sendXml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/xml", "content-length": Buffer.byteLength(body) });
  response.end(body);
}
