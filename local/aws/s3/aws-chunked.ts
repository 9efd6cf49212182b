import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { crc32 } from "node:zlib";
import { AwsError } from "../service.ts";

/**
 * The object behind an upload's body: SDKs send streams as `aws-chunked` (hex length, data, …, trailers), with a
 * checksum in a header or a trailer. Refuses a body that does not match its CRC32, SHA-256 or declared length.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function decodeUpload(headers: IncomingHttpHeaders, body: Buffer): Buffer {
  const coding = headers["x-amz-content-sha256"];
  const isChunked = typeof coding === "string" && coding.startsWith("STREAMING-");
  const decoded = isChunked ? decodeChunks(body) : { data: body, trailers: new Map<string, string>() };
  const declared = headers["x-amz-decoded-content-length"];
  if (isChunked && declared !== undefined && Number(declared) !== decoded.data.length) {
    throw new AwsError("IncompleteBody", "You did not provide the number of bytes specified by the header");
  }
  const checksum = (name: string) => {
    const header = headers[name];
    return typeof header === "string" ? header : decoded.trailers.get(name);
  };
  demand(checksum("x-amz-checksum-crc32"), () => crc32Base64(decoded.data));
  demand(checksum("x-amz-checksum-sha256"), () => createHash("sha256").update(decoded.data).digest("base64"));
  return decoded.data;
}

function decodeChunks(body: Buffer): { data: Buffer; trailers: Map<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf("\r\n", at);
    if (lineEnd < 0) throw new AwsError("IncompleteBody", "a chunk header does not end");
    const header = body.toString("latin1", at, lineEnd).split(";", 1)[0] ?? "";
    if (!/^[0-9a-f]{1,8}$/i.test(header)) throw new AwsError("InvalidRequest", "a chunk has no hexadecimal length");
    const length = Number.parseInt(header, 16);
    const start = lineEnd + 2;
    if (length === 0) return { data: Buffer.concat(chunks), trailers: trailersOf(body.toString("latin1", start)) };
    if (start + length + 2 > body.length) throw new AwsError("IncompleteBody", "a chunk is shorter than it says");
    chunks.push(body.subarray(start, start + length));
    at = start + length + 2;
  }
}

function trailersOf(text: string): Map<string, string> {
  const rows = text.split("\r\n").map((line) => line.split(":"));
  return new Map(rows.flatMap(([name, value]) => (name && value ? [[name.trim().toLowerCase(), value.trim()]] : [])));
}

function crc32Base64(data: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(data));
  return bytes.toString("base64");
}

function demand(expected: string | undefined, actual: () => string): void {
  if (expected !== undefined && expected !== actual()) {
    throw new AwsError("BadDigest", "The checksum you specified did not match what we received.");
  }
}
