import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../documents.ts";
import { refused, type WeixinAnswer } from "./answer.ts";

const fileSchema = z.object({ appId: z.string(), type: z.string(), bytes: z.number(), until: z.number() });
const THREE_DAYS = 3 * 86_400_000;

/** Bytes that WeChat takes of each type. */
const LIMITS: Readonly<Record<string, number>> = {
  image: 10 * 1024 * 1024,
  voice: 2 * 1024 * 1024,
  video: 10 * 1024 * 1024,
  thumb: 64 * 1024,
};

/** The file in a `multipart/form-data` body. */
export type UploadedFile = { readonly name: string; readonly mediaType: string; readonly bytes: number };

export type SimMedia = {
  upload(appId: string, type: string, file: UploadedFile | undefined, now: number): WeixinAnswer;
  has(appId: string, mediaId: string, now: number): boolean;
};

export function createMedia(db: DatabaseSync): SimMedia {
  const files = createDocuments(db, "weixinMedia", fileSchema);
  return {
    upload(appId, type, file, now) {
      const limit = LIMITS[type];
      if (limit === undefined) return refused(40004);
      if (!file || file.bytes === 0) return refused(41005);
      if (file.bytes > limit) return refused(40009);
      const mediaId = randomBytes(32).toString("base64url");
      files.put(mediaId, { appId, type, bytes: file.bytes, until: now + THREE_DAYS });
      const id = type === "thumb" ? { thumb_media_id: mediaId } : { media_id: mediaId };
      return { type, ...id, created_at: Math.floor(now / 1000) };
    },
    has(appId, mediaId, now) {
      const file = files.get(mediaId);
      return file?.appId === appId && now < file.until;
    },
  };
}

/** Reads the one part named `media`; undefined where it is missing. */
export function fileIn(body: Buffer, contentType: string): UploadedFile | undefined {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const start = body.indexOf(`--${boundary}`);
  const headEnd = body.indexOf("\r\n\r\n", start);
  const end = body.indexOf(`\r\n--${boundary}--`, headEnd);
  if (start < 0 || headEnd < 0 || end < 0) return undefined;
  const head = body.toString("utf8", start, headEnd);
  if (!/content-disposition:[^\r]*\bname="media"/i.test(head)) return undefined;
  return {
    name: /filename="([^"]*)"/.exec(head)?.[1] ?? "",
    mediaType: /content-type:\s*(\S+)/i.exec(head)?.[1] ?? "",
    bytes: end - (headEnd + 4),
  };
}
