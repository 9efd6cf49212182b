import type { IncomingMessage, ServerResponse } from "node:http";
import { newMessageId } from "../ids.ts";

/** Where the vendor's files lie on its host. */
export const MEDIA_PREFIX = "/media/";

/** The smallest files that are what their names say; each name gives other bytes. */
const SAMPLES: Readonly<Record<string, { readonly type: string; readonly bytes: Buffer }>> = {
  png: {
    type: "image/png",
    bytes: Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    ),
  },
  gif: { type: "image/gif", bytes: Buffer.from("R0lGODlhAQABAAAAACwAAAAAAQABAAACAkwBADs=", "base64") },
  silk: { type: "application/octet-stream", bytes: Buffer.from("\u0002#!SILK_V3", "latin1") },
  mp4: { type: "video/mp4", bytes: Buffer.from("\0\0\0\u0018ftypmp42\0\0\0\0mp42isom", "latin1") },
  bin: { type: "application/octet-stream", bytes: Buffer.from("wechat-fleet ") },
};

/** The path of a new file. */
export function newMediaPath(extension: string): string {
  return `${MEDIA_PREFIX}${newMessageId()}.${extension}`;
}

/** Answers a file: the sample of its extension, and its name behind it. */
export async function answerMedia(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const name = /^\/media\/(\d{1,20}\.([a-z0-9]+))$/.exec(request.url ?? "");
  const sample = SAMPLES[name?.[2] ?? ""];
  if (!name?.[1] || !sample || request.method !== "GET") {
    response.writeHead(404, { "content-type": "text/plain" }).end("no such file\n");
    return;
  }
  const body = Buffer.concat([sample.bytes, Buffer.from(name[1])]);
  response.writeHead(200, { "content-type": sample.type, "content-length": body.byteLength }).end(body);
}
