import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto";
import type { Sealed } from "../../kernel/application/ports/sealer.ts";

/** AES-256 in Galois/Counter Mode. Source: NIST SP 800-38D, which recommends IVs of 96 bits. */
const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;
const OPTIONS = { authTagLength: TAG_BYTES } as const;

export type Encrypted = Omit<Sealed, "key">;

/** Encrypts a text; `bound` is authenticated with it, and must be the same when it is decrypted. */
export function encrypt(key: KeyObject, bound: string, text: string, iv: Uint8Array = randomBytes(IV_BYTES)) {
  const cipher = createCipheriv(CIPHER, key, iv, OPTIONS).setAAD(Buffer.from(bound));
  const encrypted = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return {
    iv: base64(iv),
    text: base64(encrypted),
    tag: base64(cipher.getAuthTag()),
  } satisfies Encrypted;
}

/** Decrypts what `encrypt` made; undefined for what was made with another key or bound to something else. */
export function decrypt(key: KeyObject, bound: string, { iv, text, tag }: Encrypted): string | undefined {
  const [ivBytes, textBytes, tagBytes] = [bytesOf(iv), bytesOf(text), bytesOf(tag)];
  if (ivBytes?.length !== IV_BYTES || tagBytes?.length !== TAG_BYTES || textBytes === undefined) return undefined;
  const decipher = createDecipheriv(CIPHER, key, ivBytes, OPTIONS).setAAD(Buffer.from(bound)).setAuthTag(tagBytes);
  const opened = decipher.update(textBytes);
  try {
    return Buffer.concat([opened, decipher.final()]).toString("utf8");
  } catch {
    // Node.js has one error for a tag that does not fit, and no other one here.
    return undefined;
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** Node.js skips what is no base64, so that several texts would stand for the same bytes: one of them is right. */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}
