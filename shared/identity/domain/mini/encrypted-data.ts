import { createDecipheriv, hash, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { AppError } from "../../../kernel/domain/errors.ts";

/** What WeChat encrypts for a mini program: both in base64, as the mini program gets them. */
export type EncryptedData = { readonly encryptedData: string; readonly iv: string };

/** What WeChat says of data that it gives out: for which app, and when (epoch seconds). */
const watermarkSchema = z.object({ appid: z.string(), timestamp: z.number() });

const markedSchema = z.looseObject({ watermark: watermarkSchema });

export type MarkedData = z.infer<typeof markedSchema>;

/** Bytes of AES-128's keys and blocks. */
const BLOCK = 16;

/** Older data is refused, and data from a time that is further ahead, ms. */
const FRESH_FOR = 300_000;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * What was encrypted for `appId`: AES-128-CBC with PKCS#7 under the person's session key, JSON inside, with a watermark
 * of the app and of the last five minutes. Throws `unprocessable`, which says the same of every fault.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/signature.html
 */
export function openEncrypted(appId: string, sessionKey: string, data: EncryptedData, now: number): MarkedData {
  const { success, data: marked } = markedSchema.safeParse(decrypted(sessionKey, data));
  if (!success) throw unreadable();
  assertOwnAndFresh(appId, marked.watermark, now);
  return marked;
}

/** Throws `unprocessable` for another app's data, and for data older than five minutes. `now`: epoch ms. */
export function assertOwnAndFresh(appId: string, watermark: z.infer<typeof watermarkSchema>, now: number): void {
  const age = Math.abs(now - watermark.timestamp * 1000);
  if (watermark.appid !== appId || !(age <= FRESH_FOR)) throw unreadable();
}

/** Throws `unprocessable` where `signature` is not SHA-1 (hex) of the data and the session key. */
export function assertSigned(sessionKey: string, rawData: string, signature: string): void {
  const own = Buffer.from(hash("sha1", rawData + sessionKey));
  const given = Buffer.from(signature);
  if (own.length !== given.length || !timingSafeEqual(own, given)) throw unreadable();
}

/** Tells no more than what helps: the key may be an older one, or the data forged. */
export function unreadable(): AppError {
  return new AppError("unprocessable", "the data cannot be read: log in again (wx.login), then ask WeChat for it anew");
}

function decrypted(sessionKey: string, { encryptedData, iv }: EncryptedData): unknown {
  const [key, start, text] = [sessionKey, iv, encryptedData].map(bytesOf);
  if (key?.length !== BLOCK || start?.length !== BLOCK || !text || text.length % BLOCK !== 0) throw unreadable();
  try {
    const decipher = createDecipheriv("aes-128-cbc", key, start);
    return JSON.parse(utf8.decode(Buffer.concat([decipher.update(text), decipher.final()])));
  } catch {
    throw unreadable();
  }
}

/** Node takes what is no base64 as well, and leaves out what it does not know. */
function bytesOf(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, "base64");
  return bytes.length > 0 && bytes.toString("base64") === base64 ? bytes : undefined;
}
