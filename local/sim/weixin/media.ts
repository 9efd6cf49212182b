import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../documents.ts";
import { refused, type WeixinAnswer } from "./answer.ts";
import type { UploadedFile } from "./multipart.ts";

const fileSchema = z.object({ appId: z.string(), type: z.string(), bytes: z.number(), until: z.number() });
const THREE_DAYS = 3 * 86_400_000;

/** Bytes that WeChat takes of each type. */
const LIMITS: Readonly<Record<string, number>> = {
  image: 10 * 1024 * 1024,
  voice: 2 * 1024 * 1024,
  video: 10 * 1024 * 1024,
  thumb: 64 * 1024,
};

export type SimMedia = {
  upload(appId: string, type: string, file: UploadedFile | undefined, now: number): WeixinAnswer;
  has(appId: string, mediaId: string, now: number): boolean;
  /** Its type, as long as WeChat keeps it. */
  typeOf(appId: string, mediaId: string, now: number): string | undefined;
};

export function createMedia(db: DatabaseSync): SimMedia {
  const files = createDocuments(db, "weixinMedia", fileSchema);
  function kept(appId: string, mediaId: string, now: number) {
    const file = files.get(mediaId);
    return file?.appId === appId && now < file.until ? file : undefined;
  }
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
    has: (appId, mediaId, now) => kept(appId, mediaId, now) !== undefined,
    typeOf: (appId, mediaId, now) => kept(appId, mediaId, now)?.type,
  };
}
