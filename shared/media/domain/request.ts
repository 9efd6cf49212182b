import * as z from "zod";
import { sha256Hex } from "../../kernel/domain/ids.ts";

const xml = z.string().min(1).max(1_048_576);
const digits = z.string().regex(/^\d{1,20}$/, "digits are needed");

/** A received file, by what its message says of it. `xml` is the message's. */
export const mediaRequestSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("image"),
    xml,
    quality: z.enum(["original", "regular", "thumbnail"]).default("regular"),
  }),
  z.strictObject({ kind: z.literal("file"), xml }),
  /** `msgId`: the message's own, not its `newMsgId`. */
  z.strictObject({ kind: z.literal("voice"), xml, msgId: digits }),
  z.strictObject({ kind: z.literal("video"), xml }),
  z.strictObject({ kind: z.literal("emoji"), md5: z.string().min(1).max(64) }),
  z.strictObject({
    kind: z.literal("cdn"),
    aesKey: z.string().min(1).max(256),
    fileId: z.string().min(1).max(4096),
    as: z.enum(["original", "regular", "thumbnail", "video", "file"]),
    /** Bytes. */
    size: z.int().min(0),
    /** Of a file: `doc`. */
    suffix: z.string().max(20).default(""),
  }),
]);

export type MediaRequest = z.infer<typeof mediaRequestSchema>;

/** Where the file of a request lies in the bucket: the same request always finds the same object. */
export function mediaKey(appId: string, request: MediaRequest): string {
  return `media/${appId}/${sha256Hex(JSON.stringify(request))}`;
}
