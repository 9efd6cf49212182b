import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decrypt } from "../../../../../shared/adapters/wechat-pay/decrypt.ts";
import { createOpenNotification } from "../../../../../shared/adapters/wechat-pay/notification/open.ts";
import { isSignedBy, isTextSignedBy } from "../../../../../shared/adapters/wechat-pay/signature.ts";
import type { NotificationKeys } from "../../../../../shared/pay/application/ports/merchants.ts";
import {
  GO_NOTIFICATION,
  JAVA_CIPHER,
  JAVA_SIGNATURE,
  PYTHON_NOTIFICATIONS,
} from "../../../../support/pay-known-answers.ts";

const publicKeyIn = (certificate: string) =>
  new X509Certificate(certificate).publicKey.export({ type: "spki", format: "pem" }).toString();

const algorithm = "AEAD_AES_256_GCM";

function opener(keys: NotificationKeys, now: number) {
  const keysOf = { of: async () => keys, forget: () => undefined };
  return createOpenNotification({ keysOf, clock: { now: () => now } });
}

describe("known answers of WeChat Pay", () => {
  it("wechatpay-go's notification is signed by the certificate of its test, and by no other", () => {
    const { certificate, signature, body } = GO_NOTIFICATION;
    expect(isSignedBy({ publicKey: publicKeyIn(certificate) }, signature, body)).toBe(true);
    expect(isSignedBy({ publicKey: publicKeyIn(certificate) }, signature, `${body} `)).toBe(false);
    expect(isSignedBy({ publicKey: publicKeyIn(JAVA_SIGNATURE.certificate) }, signature, body)).toBe(false);
    expect(new X509Certificate(certificate).serialNumber).toBe(signature.serial);
  });

  it("wechatpay-go's notification passes its signature and fails by the key of 16 bytes", async () => {
    const { certificate, signature, body, apiV3Key } = GO_NOTIFICATION;
    const verifiers = [{ serial: signature.serial.toLowerCase(), publicKey: publicKeyIn(certificate) }];
    const open = opener({ mchId: "1234567890", apiV3Key, verifiers }, Number(signature.timestamp) * 1000);
    await expect(open("1234567890", signature, body)).rejects.toMatchObject({ details: { reason: "decryption" } });
    await expect(open("1234567890", signature, body.replace("payscore", "payScore"))).rejects.toMatchObject({
      details: { reason: "signature" },
    });
  });

  it("wechatpay-java's signature is one of its certificate's key", () => {
    const { certificate, serial, text, signature } = JAVA_SIGNATURE;
    expect(new X509Certificate(certificate).serialNumber).toBe(serial);
    expect(isTextSignedBy(publicKeyIn(certificate), signature, text)).toBe(true);
    expect(isTextSignedBy(publicKeyIn(certificate), signature, "Message")).toBe(false);
  });

  it("wechatpay-java's text is decrypted", () => {
    const { apiV3Key, nonce, associatedData, ciphertext, text } = JAVA_CIPHER;
    expect(decrypt({ algorithm, nonce, associated_data: associatedData, ciphertext }, apiV3Key)).toBe(text);
  });

  it.each([
    [{ associatedData: "bad-associatedData" }],
    [{ nonce: "bad-4a9R25RW" }],
    [{ nonce: "uluk4a9R25R" }],
    [{ ciphertext: Buffer.alloc(128).toString("base64") }],
    [{ ciphertext: "ulwSiIajGClcvcOYvOQ7+l+0PAbzzw==" }],
    [{ ciphertext: "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwM=" }],
    [{ ciphertext: "" }],
    [{ ciphertext: "not base64!" }],
    [{ apiV3Key: "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gc" }],
    [{ apiV3Key: "a7cde1ZJB1kG2e7VfTs3jQzaWizur8G" }],
    [{ apiV3Key: "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb0" }],
    [{ apiV3Key: "" }],
  ])("wechatpay-java's text is not decrypted where it is changed: %j", (change) => {
    const { apiV3Key, nonce, associatedData, ciphertext } = { ...JAVA_CIPHER, ...change };
    expect(() => decrypt({ algorithm, nonce, associated_data: associatedData, ciphertext }, apiV3Key)).toThrow(
      expect.objectContaining({ code: "forbidden", details: { reason: "decryption" } }),
    );
  });

  const { serial, publicKey, apiV3Key, signedAt } = PYTHON_NOTIFICATIONS;
  const merchant = { mchId: "1230000109", apiV3Key, verifiers: [{ serial, publicKey }] };

  it("a payment of another implementation is opened", async () => {
    const { body, ...signature } = PYTHON_NOTIFICATIONS.payment;
    const opened = await opener(merchant, signedAt)("1230000109", { ...signature, serial, signatureType: "" }, body);
    expect(opened).toEqual({
      id: "EV-20260101-e1",
      createdAt: signedAt,
      mchId: "1230000109",
      appId: "wxd678efh567hg6787",
      openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
      type: "payment-succeeded",
      outTradeNo: "1217752501201407033233368018",
      transactionId: "1217752501201407033233368018",
      amount: { total: 100, payerTotal: 100, currency: "CNY" },
      paidAt: signedAt - 2000,
      attach: "自定义数据",
    });
  });

  it("a refund of another implementation, without associated data, is opened", async () => {
    const { body, ...signature } = PYTHON_NOTIFICATIONS.refund;
    const opened = await opener(merchant, signedAt)("1230000109", { ...signature, serial, signatureType: "" }, body);
    expect(opened).toEqual({
      id: "EV-20260101-e2",
      createdAt: signedAt,
      mchId: "1230000109",
      type: "refund-finished",
      outTradeNo: "1217752501201407033233368018",
      transactionId: "1217752501201407033233368018",
      refundId: "50200207182018070300011301001",
      outRefundNo: "7752501201407033233368018",
      amount: { total: 999, refund: 999, payerTotal: 999, payerRefund: 999, currency: "CNY" },
      finishedAt: signedAt - 2000,
    });
  });
});
