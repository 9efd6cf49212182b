import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { metFullDisk, noRoom } from "../../full-disk.ts";
import type { Admission } from "../../iam/admission.ts";
import { AwsError } from "../service.ts";
import { answerBucket, listBuckets } from "./bucket-calls.ts";
import { sendXml } from "./call.ts";
import { answerObject } from "./object-calls.ts";
import type { S3Store } from "./store.ts";
import { errorXml } from "./xml.ts";

/** S3's REST API as far as the platform uses it, in path style and in `<bucket>.localhost` host style. */
export async function answerS3(
  store: S3Store,
  admission: Pick<Admission, "s3" | "missing"> | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader("x-amz-request-id", randomUUID());
  try {
    const url = new URL(request.url ?? "/", "http://localhost");
    const { bucket, key } = locate(request.headers.host ?? "", request.url ?? "/");
    const call = { store, request, response, query: url.searchParams };
    refuseExpired(url.searchParams, store.now());
    const named = { method: request.method ?? "GET", bucket, key, query: url.searchParams };
    admission?.s3(request, named);
    if (bucket === "") listBuckets(call);
    else if (key === "") await answerBucket(call, bucket);
    else await answerObject(call, bucket, key, () => admission?.missing(request, named));
  } catch (error) {
    if (response.headersSent || response.destroyed) return void response.destroy();
    const known = error instanceof AwsError ? error : internalError(error);
    sendXml(response, known.status, request.method === "HEAD" ? "" : errorXml(known.code, known.message));
  }
}

function internalError(error: unknown): AwsError {
  if (metFullDisk(error)) return noRoom();
  console.error("S3 request failed", error);
  return new AwsError("InternalError", String(error), { status: 500 });
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
