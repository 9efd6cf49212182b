import { createDecipheriv } from "node:crypto";
import { type CipherKey, cipherKeyOf, LENGTH, PADDED_TO, RANDOM } from "./cipher-key.ts";
import { refusal } from "./refusal.ts";

const BASE64 = /^[A-Za-z\d+/]+={0,2}$/;

/**
 * The text that WeChat encrypted for `recipient`: AES-256-CBC, the IV being the key's first half; in it 16 random
 * bytes, the text's length (big-endian), the text, the recipient. Throws a refusal (`decryption`, `other-account`).
 *
 * @param recipient an account's appId, or that of its third-party platform
 * @param encodingAesKey 43 characters: the 32 bytes in base64 without the last `=`
 */
export function decrypt(encrypted: string, encodingAesKey: string, recipient: string): string {
  const plain = unpad(decipher(encrypted, cipherKeyOf(encodingAesKey)));
  const start = RANDOM + LENGTH;
  const end = plain.length < start ? undefined : start + plain.readUInt32BE(RANDOM);
  if (end === undefined || end > plain.length) throw undecipherable();
  // Two accounts may have the same key: the key of one must not open the callbacks of the other.
  if (plain.toString("utf8", end) !== recipient) {
    throw refusal("other-account", "the message was encrypted for another appId than the one in the path");
  }
  return plain.toString("utf8", start, end);
}

function decipher(encrypted: string, { key, iv }: CipherKey): Buffer {
  const bytes = BASE64.test(encrypted) ? Buffer.from(encrypted, "base64") : Buffer.alloc(0);
  if (bytes.length === 0 || bytes.length % PADDED_TO !== 0) throw undecipherable();
  const cipher = createDecipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}

function unpad(bytes: Buffer): Buffer {
  const count = bytes.at(-1) ?? 0;
  const padding = bytes.subarray(-count);
  if (count < 1 || count > PADDED_TO || padding.some((byte) => byte !== count)) throw undecipherable();
  return bytes.subarray(0, -count);
}

function undecipherable() {
  return refusal("decryption", "the message was not encrypted with the account's EncodingAESKey");
}
