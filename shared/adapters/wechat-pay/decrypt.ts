import { createDecipheriv } from "node:crypto";
import * as z from "zod";
import { refusal } from "./refusal.ts";

const KEY = 32;
const NONCE = 12;
const TAG = 16;
const BASE64 = /^[A-Za-z\d+/]+={0,2}$/;

/** What WeChat Pay encrypts: resources of notifications, and certificates. */
export const encryptedSchema = z.object({
  algorithm: z.literal("AEAD_AES_256_GCM"),
  nonce: z.string(),
  associated_data: z.string().nullish(),
  /** Base64; its last 16 bytes are the tag. */
  ciphertext: z.string(),
});

export type Encrypted = z.infer<typeof encryptedSchema>;

/**
 * The text that WeChat Pay encrypted with a merchant's APIv3 key (32 bytes). Throws the refusal `decryption`.
 * https://pay.weixin.qq.com/docs/merchant/development/interface-rules/certificate-callback-decryption.html
 */
export function decrypt({ nonce, associated_data, ciphertext }: Encrypted, apiV3Key: string): string {
  const key = Buffer.from(apiV3Key);
  const iv = Buffer.from(nonce);
  const bytes = BASE64.test(ciphertext) ? Buffer.from(ciphertext, "base64") : Buffer.alloc(0);
  if (key.length !== KEY || iv.length !== NONCE || bytes.length < TAG) throw undecipherable();
  const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: TAG });
  decipher.setAAD(Buffer.from(associated_data ?? ""));
  decipher.setAuthTag(bytes.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG)), decipher.final()]).toString("utf8");
  } catch {
    throw undecipherable();
  }
}

function undecipherable() {
  return refusal("decryption", "the text was not encrypted with the merchant's APIv3 key");
}
