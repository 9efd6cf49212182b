import { AwsError } from "../service.ts";
import { type Call, notAllowed, sendXml, upload } from "./call.ts";
import { bucketsXml, deletedXml, keysToDelete, listingXml } from "./xml.ts";

/** Answers a call that names no bucket. */
export function listBuckets({ store, request, response }: Call): void {
  if (request.method !== "GET") throw notAllowed();
  sendXml(response, 200, bucketsXml(store.listBuckets()));
}

/** Answers a call that names a bucket and no key. */
export async function answerBucket({ store, request, response, query }: Call, bucket: string): Promise<void> {
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
