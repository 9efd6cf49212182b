import { createSecretKey, type KeyObject } from "node:crypto";
import { remembered } from "../../../kernel/domain/remembered.ts";

/** PKCS#7 fills up to this, not to the 16 bytes of an AES block. */
export const PADDED_TO = 32;
/** Random bytes before the text. */
export const RANDOM = 16;
/** Bytes of the text's length, big-endian. */
export const LENGTH = 4;

/** The key of AES-256-CBC; the IV is the key's first half. */
export type CipherKey = { readonly key: KeyObject; readonly iv: Uint8Array };

/**
 * The cipher key of an EncodingAESKey: 43 characters, the 32 bytes in base64 without the last `=`. Node.js imports a
 * key that is given as bytes at each call, which takes longer than to decrypt.
 */
export const cipherKeyOf = remembered((encodingAesKey): CipherKey => {
  const bytes = Buffer.from(`${encodingAesKey}=`, "base64");
  return { key: createSecretKey(bytes), iv: bytes.subarray(0, 16) };
});
