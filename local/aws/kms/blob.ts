import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** What is authenticated with a text, and must be the same to decrypt it. */
export type EncryptionContext = Readonly<Record<string, string>>;

const CIPHER = "aes-256-gcm";
const VERSION = 1;
/** Version, id of the key, IV, tag; behind it the encrypted bytes. AWS's own blobs begin with the key's id as well. */
const ID = { from: 1, to: 37 } as const;
const IV = { from: 37, to: 49 } as const;
const TAG = { from: 49, to: 65 } as const;

export function sealBlob(keyId: string, material: Buffer, context: EncryptionContext, plaintext: Uint8Array): Buffer {
  const iv = randomBytes(IV.to - IV.from);
  const cipher = createCipheriv(CIPHER, material, iv).setAAD(bound(keyId, context));
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), Buffer.from(keyId), iv, cipher.getAuthTag(), encrypted]);
}

/** The id of the key that a blob names; undefined for what is no blob. */
export function keyIdIn(blob: Buffer): string | undefined {
  return blob[0] === VERSION && blob.length >= TAG.to ? blob.toString("latin1", ID.from, ID.to) : undefined;
}

/** The plaintext; undefined for what was changed, or encrypted with another context. */
export function openBlob(keyId: string, material: Buffer, context: EncryptionContext, blob: Buffer) {
  const decipher = createDecipheriv(CIPHER, material, blob.subarray(IV.from, IV.to));
  decipher.setAAD(bound(keyId, context)).setAuthTag(blob.subarray(TAG.from, TAG.to));
  const opened = decipher.update(blob.subarray(TAG.to));
  try {
    return Buffer.concat([opened, decipher.final()]);
  } catch {
    // Node.js has one error for a tag that does not fit, and no other one here.
    return undefined;
  }
}

/** The order of a context's pairs does not count. */
function bound(keyId: string, context: EncryptionContext): Buffer {
  return Buffer.from(JSON.stringify([keyId, Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))]));
}
