import { AwsError } from "../service.ts";
import { type Call, notAllowed, upload } from "./call.ts";
import type { S3ObjectHead } from "./object.ts";

/** Headers of an upload that come back with the object. */
const KEPT_HEADERS = /^(?:x-amz-meta-.+|cache-control|content-disposition|content-language|expires)$/;

/** Answers a call that names a key; `missing` is called before a read is told that there is no such object. */
export async function answerObject(
  { store, request, response }: Call,
  bucket: string,
  key: string,
  missing: () => void,
): Promise<void> {
  const read = request.method === "GET" || request.method === "HEAD";
  if (read && store.lacks(bucket, key)) missing();
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
