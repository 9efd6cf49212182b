import { createCipheriv, type KeyObject, randomBytes, sign } from "node:crypto";

/** A key that Pay signs with, under the serial that it says with it. */
export type PaySigner = { readonly serial: string; readonly privateKey: KeyObject };

export type PayRequest = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** What WeChat Pay signs, with the headers that say by which key. `now` in epoch ms. */
export function signedByPay(signer: PaySigner, body: string, now: number): PayRequest {
  const timestamp = String(Math.floor(now / 1000));
  const nonce = randomBytes(16).toString("hex");
  return {
    headers: {
      "wechatpay-timestamp": timestamp,
      "wechatpay-nonce": nonce,
      "wechatpay-serial": signer.serial,
      "wechatpay-signature": paySignature(signer.privateKey, timestamp, nonce, body),
      "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048",
    },
    body,
  };
}

/** SHA-256 with RSA (PKCS#1 v1.5) over the lines, each with a line feed behind it, in base64. */
export function paySignature(privateKey: KeyObject, ...lines: readonly string[]): string {
  return sign("sha256", Buffer.from(lines.map((line) => `${line}\n`).join("")), privateKey).toString("base64");
}

/** AEAD_AES_256_GCM with a nonce of 12 letters; the tag lies behind the text. */
export function encryptForMerchant(apiV3Key: string, text: string, associatedData: string) {
  const nonce = randomBytes(6).toString("hex");
  const cipher = createCipheriv("aes-256-gcm", apiV3Key, nonce).setAAD(Buffer.from(associatedData));
  const bytes = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: "AEAD_AES_256_GCM",
    nonce,
    associated_data: associatedData,
    ciphertext: bytes.toString("base64"),
  };
}

/** The body of a notification. `createdAt` in epoch ms. */
export function payNotificationBody(notification: {
  readonly apiV3Key: string;
  readonly id: string;
  readonly createdAt: number;
  readonly eventType: string;
  /** What the resource is: `transaction`, `refund`. */
  readonly originalType: string;
  readonly resource: object;
}): string {
  const { apiV3Key, id, createdAt, eventType, originalType, resource } = notification;
  return JSON.stringify({
    id,
    create_time: payTime(createdAt),
    resource_type: "encrypt-resource",
    event_type: eventType,
    summary: "通知",
    resource: {
      original_type: originalType,
      ...encryptForMerchant(apiV3Key, JSON.stringify(resource), originalType),
    },
  });
}

/** `2026-01-01T12:00:00+08:00`, the way in which WeChat Pay writes times. `at` in epoch ms. */
export function payTime(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().replace(/\.\d+Z$/, "+08:00");
}
