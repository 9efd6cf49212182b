import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PayRequest } from "../../../../../local/sim/pay/wire.ts";
import { createOpenNotification } from "../../../../../shared/adapters/wechat-pay/notification/open.ts";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";
import type { NotificationKeys, NotificationKeysOf } from "../../../../../shared/pay/application/ports/merchants.ts";
import type { PaySignature } from "../../../../../shared/pay/domain/pay-signature.ts";
import {
  aPayNotification,
  MCH_ID,
  merchantKeys,
  type PayKey,
  payCertificate,
  paymentResource,
  payPublicKey,
  refundResource,
  signatureOf,
} from "../../../../support/a-pay-merchant.ts";
import { NOON } from "../../../../support/builders.ts";
import { fakeClock } from "../../../../support/fake-clock.ts";

const CERTIFICATE = payCertificate("5157F09EFDC096DE15EBE81A47057A7232F1B8E1");
const PUBLIC_KEY = payPublicKey();

/** Keys that count how often they are read; `later`: what is read from the second time on. */
function counted(keys: NotificationKeys | undefined, later = keys) {
  const told = { reads: 0 };
  let isKnown = false;
  let present: NotificationKeys | undefined;
  const keysOf: NotificationKeysOf = {
    async of(mchId) {
      if (!isKnown) {
        present = told.reads === 0 ? keys : later;
        told.reads += 1;
        isKnown = true;
      }
      return mchId === present?.mchId ? present : undefined;
    },
    forget() {
      isKnown = false;
    },
  };
  return { keysOf, told };
}

function opener(keys: readonly PayKey[] = [CERTIFICATE, PUBLIC_KEY], now = NOON) {
  const clock = fakeClock(now);
  const open = createOpenNotification({ keysOf: counted(merchantKeys(...keys)).keysOf, clock });
  return (request: PayRequest, change: Partial<PaySignature> = {}, mchId = MCH_ID) =>
    open(mchId, { ...signatureOf(request), ...change }, request.body);
}

const refused = (reason: string, code = "unauthorized") => expect.objectContaining({ code, details: { reason } });

describe("a notification of WeChat Pay", () => {
  it.each([
    ["a certificate", CERTIFICATE],
    ["Pay's public key", PUBLIC_KEY],
  ])("that is signed by %s is opened", async (_, { signer }) => {
    expect(await opener()(aPayNotification(signer))).toEqual({
      id: "EV-1",
      createdAt: NOON,
      mchId: MCH_ID,
      appId: "wx4f5e8d7c6b5a4938",
      openid: "oGTcHv1Zq8fKk3nQ2wX5yB7dL0mR",
      type: "payment-succeeded",
      outTradeNo: "order-1",
      transactionId: "4200001234202601010000000001",
      amount: { total: 100, payerTotal: 90, currency: "CNY" },
      paidAt: NOON - 2000,
      attach: "",
    });
  });

  it("may say its serial in any case and with zeros in front, and leave its type out", async () => {
    const request = aPayNotification(CERTIFICATE.signer);
    for (const serial of [CERTIFICATE.signer.serial.toLowerCase(), `00${CERTIFICATE.signer.serial}`]) {
      expect(await opener()(request, { serial, signatureType: "" })).toMatchObject({ outTradeNo: "order-1" });
    }
  });

  it.each([
    [-301, false],
    [-300, true],
    [300, true],
    [301, false],
  ])("that was signed %d s from now is taken: %s", async (offset, isTaken) => {
    const opened = opener()(aPayNotification(CERTIFICATE.signer, { now: NOON + offset * 1000 }));
    if (isTaken) expect(await opened).toMatchObject({ type: "payment-succeeded" });
    else await expect(opened).rejects.toThrow(refused("timestamp"));
  });

  it.each<[string, Partial<PaySignature>]>([
    ["headers", { nonce: "" }],
    ["headers", { serial: "" }],
    ["headers", { signature: "" }],
    ["headers", { signature: "AAAA" }],
    ["headers", { signature: "x".repeat(344) }],
    ["signature", { signature: `${"A".repeat(342)}==` }],
    ["signature", { nonce: "another" }],
    ["signature", { timestamp: String(NOON / 1000 + 1) }],
    ["signature", { serial: PUBLIC_KEY.signer.serial }],
    ["timestamp", { timestamp: "" }],
    ["timestamp", { timestamp: "soon" }],
    ["timestamp", { timestamp: `${NOON / 1000}.5` }],
    ["timestamp", { timestamp: String(NOON) }],
    ["serial", { serial: "6157F09EFDC096DE15EBE81A47057A7232F1B8E1" }],
    ["serial", { serial: "constructor" }],
    ["serial", { serial: `${PUBLIC_KEY.signer.serial}1` }],
    ["signature-type", { signatureType: "WECHATPAY2-SM2-WITH-SM3" }],
    ["signature-type", { signatureType: "wechatpay2-sha256-rsa2048" }],
    ["probe", { signature: "WECHATPAY/SIGNTEST/KgdO0NCuIPTy" }],
  ])("is refused as '%s' where its headers are changed: %j", async (reason, change) => {
    await expect(opener()(aPayNotification(CERTIFICATE.signer), change)).rejects.toThrow(refused(reason));
  });

  it("is refused where its signature is that of its text with another padding", async () => {
    const { constants, sign } = await import("node:crypto");
    const request = aPayNotification(CERTIFICATE.signer);
    const { timestamp, nonce } = signatureOf(request);
    const text = Buffer.from(`${timestamp}\n${nonce}\n${request.body}\n`);
    const key = CERTIFICATE.signer.privateKey;
    const pss = sign("sha256", text, { key, padding: constants.RSA_PKCS1_PSS_PADDING }).toString("base64");
    const sha1 = sign("sha1", text, key).toString("base64");
    for (const signature of [pss, sha1])
      await expect(opener()(request, { signature })).rejects.toThrow(refused("signature"));
  });

  it("is refused where a certificate is over", async () => {
    const over = payCertificate("5157F09EFDC096DE15EBE81A47057A7232F1B8E1", NOON);
    await expect(opener([over])(aPayNotification(over.signer))).rejects.toThrow(refused("serial"));
  });

  it("is refused, or says the same, whatever byte of it is changed", async () => {
    const open = opener();
    const request = aPayNotification(CERTIFICATE.signer);
    const told = await open(request);
    const place = fc.record({
      part: fc.constantFrom("body", "timestamp", "nonce", "signature", "serial"),
      at: fc.nat(),
      to: fc.integer({ min: 32, max: 126 }),
    });
    await fc.assert(
      fc.asyncProperty(place, async ({ part, at, to }) => {
        const change = (text: string) => {
          const where = at % text.length;
          return text.slice(0, where) + String.fromCharCode(to) + text.slice(where + 1);
        };
        const { headers, body } = request;
        const name = `wechatpay-${part}`;
        const changed =
          part === "body"
            ? { headers, body: change(body) }
            : { headers: { ...headers, [name]: change(headers[name] ?? " ") }, body };
        const opened = await open(changed).catch((error) => error);
        if (opened instanceof AppError) expect(opened.code).toBe("unauthorized");
        else expect(opened).toEqual(told);
      }),
      { numRuns: 500 },
    );
  });

  it("is not decrypted where it was encrypted with another APIv3 key", async () => {
    const request = aPayNotification(CERTIFICATE.signer, { apiV3Key: "anOtherApiV3KeyOf32LettersDigits" });
    await expect(opener()(request)).rejects.toThrow(refused("decryption", "forbidden"));
  });

  it("for another merchant is refused, also one that has no keys", async () => {
    for (const resource of [paymentResource({ mchid: "1900000110" }), refundResource({ mchid: "1900000110" })]) {
      const eventType = "refund_id" in resource ? "REFUND.SUCCESS" : "TRANSACTION.SUCCESS";
      await expect(opener()(aPayNotification(CERTIFICATE.signer, { resource, eventType }))).rejects.toThrow(
        refused("other-merchant", "forbidden"),
      );
    }
    for (const mchId of ["1900000110", "constructor", "__proto__", ""]) {
      await expect(opener()(aPayNotification(CERTIFICATE.signer), {}, mchId)).rejects.toThrow(
        refused("unknown-merchant"),
      );
    }
  });

  it.each([
    ["amount.total", paymentResource({ amount: { total: "100" } })],
    ["out_trade_no", paymentResource({ out_trade_no: "" })],
    ["success_time", paymentResource({ success_time: "yesterday" })],
    ["mchid and sp_mchid", paymentResource({ mchid: undefined })],
  ])("that is signed and has no right %s is refused by its path, without its contents", async (path, resource) => {
    const refusal: unknown = await opener()(aPayNotification(CERTIFICATE.signer, { resource })).catch((error) => error);
    expect(refusal).toEqual(refused("malformed", "invalid-input"));
    expect(String(refusal)).toContain(path);
    expect(String(refusal)).not.toMatch(/order-1|yesterday|oGTcHv/);
  });
});

describe("a key that is not known yet", () => {
  const next = payCertificate("7132D72A03E93CDDF8C03BBD1F37EEDF5BFA3CD2");

  it("is found by reading the merchant's keys once more", async () => {
    const { keysOf, told } = counted(merchantKeys(CERTIFICATE), merchantKeys(CERTIFICATE, next));
    const open = createOpenNotification({ keysOf, clock: fakeClock(NOON) });
    const request = aPayNotification(next.signer);
    expect(await open(MCH_ID, signatureOf(request), request.body)).toMatchObject({ outTradeNo: "order-1" });
    expect(told.reads).toBe(2);
  });

  it("costs a read in ten seconds, however often strangers name one", async () => {
    const { keysOf, told } = counted(merchantKeys(CERTIFICATE));
    const clock = fakeClock(NOON);
    const open = createOpenNotification({ keysOf, clock });
    const request = aPayNotification(next.signer);
    const tries = async (count: number) => {
      for (let index = 0; index < count; index += 1) {
        const signature = { ...signatureOf(request), serial: `ABC${index}` };
        await expect(open(MCH_ID, signature, request.body)).rejects.toThrow(refused("serial"));
      }
    };
    await tries(100);
    expect(told.reads).toBe(2);
    clock.advance(10_000);
    await tries(100);
    expect(told.reads).toBe(3);
  });

  it("costs no read where a signature cannot be right", async () => {
    const { keysOf, told } = counted(merchantKeys(CERTIFICATE));
    const open = createOpenNotification({ keysOf, clock: fakeClock(NOON) });
    const request = aPayNotification(next.signer);
    for (const change of [{ signature: "WECHATPAY/SIGNTEST/x" }, { timestamp: "1" }, { signature: "" }]) {
      await expect(open(MCH_ID, { ...signatureOf(request), ...change }, request.body)).rejects.toThrow();
    }
    expect(told.reads).toBe(0);
  });
});

describe("a merchant that changes over from certificates to Pay's public key and back", () => {
  it("has no notification refused over 1,000 that are drawn at random", async () => {
    const keys = [CERTIFICATE, PUBLIC_KEY];
    const open = opener(keys);
    const by = { certificate: 0, publicKey: 0 };
    for (let index = 0; index < 1000; index += 1) {
      // Up from 0 to 100 % in the first half, and back in the second.
      const share = 1 - Math.abs(1 - index / 500);
      const isPublic = Math.random() < share;
      by[isPublic ? "publicKey" : "certificate"] += 1;
      const request = aPayNotification((isPublic ? PUBLIC_KEY : CERTIFICATE).signer, { id: `EV-${index}` });
      expect(await open(request)).toMatchObject({ id: `EV-${index}`, type: "payment-succeeded" });
    }
    expect(Math.min(by.certificate, by.publicKey)).toBeGreaterThan(400);
  });
});
