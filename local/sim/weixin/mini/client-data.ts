import { createCipheriv, createHash, randomBytes } from "node:crypto";

/** What a mini program's page gets from the client, and hands to its server. */
export type ClientData = {
  readonly encryptedData: string;
  readonly iv: string;
  /** The same without what is secret; of profiles alone. */
  readonly rawData?: string;
  /** SHA-1 over `rawData` and the session key. */
  readonly signature?: string;
};

/**
 * Encrypts as the client does: AES-128-CBC with the session key, PKCS#7.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/signature.html
 */
export function clientData(sessionKey: string, fields: object, raw?: object): ClientData {
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-128-cbc", Buffer.from(sessionKey, "base64"), iv);
  const encrypted = Buffer.concat([cipher.update(JSON.stringify(fields), "utf8"), cipher.final()]);
  const sealed = { encryptedData: encrypted.toString("base64"), iv: iv.toString("base64") };
  if (raw === undefined) return sealed;
  const rawData = JSON.stringify(raw);
  return {
    ...sealed,
    rawData,
    signature: createHash("sha1")
      .update(rawData + sessionKey)
      .digest("hex"),
  };
}
