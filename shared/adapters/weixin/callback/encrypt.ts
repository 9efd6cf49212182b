import { createCipheriv } from "node:crypto";
import { cipherKeyOf, LENGTH, PADDED_TO, RANDOM } from "./cipher-key.ts";

/**
 * Encrypts a text as WeChat does, the reverse of `decrypt`: base64 of AES-256-CBC over 16 random bytes, the text's
 * length, the text and the recipient, filled up to 32 bytes by PKCS#7.
 *
 * @param recipient the account's appId, or that of its third-party platform
 * @param random 16 bytes
 */
export function encrypt(text: string, encodingAesKey: string, recipient: string, random: Uint8Array): string {
  if (random.length !== RANDOM) throw new RangeError(`${RANDOM} random bytes are needed, not ${random.length}`);
  const said = Buffer.from(text);
  const length = Buffer.alloc(LENGTH);
  length.writeUInt32BE(said.length);
  const content = Buffer.concat([random, length, said, Buffer.from(recipient)]);
  const missing = PADDED_TO - (content.length % PADDED_TO);
  const { key, iv } = cipherKeyOf(encodingAesKey);
  const cipher = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  const parts = [cipher.update(content), cipher.update(Buffer.alloc(missing, missing)), cipher.final()];
  return Buffer.concat(parts).toString("base64");
}
