import { describe, expect, it } from "vitest";
import { encryptForMerchant, paySignature, signedByPay } from "../../../../local/sim/pay/wire.ts";
import { authorizationOf } from "../../../../shared/adapters/wechat-pay/authorization.ts";
import { createPayPlatform } from "../../../../shared/adapters/wechat-pay/platform.ts";
import type { PostResult } from "../../../../shared/kernel/application/ports/http-post.ts";
import {
  API_V3_KEY,
  MCH_ID,
  payCertificate,
  payPublicKey,
  privatePem,
  rsaKeys,
} from "../../../support/a-pay-merchant.ts";
import { aPayServer, MERCHANT_SERIAL, NEW_CERTIFICATE, OLD_CERTIFICATE } from "../../../support/a-pay-platform.ts";
import { NOON } from "../../../support/builders.ts";

const asking = {
  mchId: MCH_ID,
  apiUrl: "https://api.mch.weixin.qq.com",
  apiV3Key: API_V3_KEY,
  signingKey: { serial: MERCHANT_SERIAL, pem: privatePem("merchant") },
  verifiers: [],
};

function ask(change: (server: ReturnType<typeof aPayServer>) => void = () => undefined, merchant = {}) {
  const server = aPayServer();
  change(server);
  const { certificates } = createPayPlatform({ request: server.request, clock: { now: () => NOON } });
  return certificates({ ...asking, ...merchant });
}

/** The text with a byte changed. */
const changed = (answer: PostResult, headers: Record<string, string> = {}, text?: string): PostResult =>
  answer.type === "answer"
    ? { ...answer, text: text ?? answer.text, headers: { ...answer.headers, ...headers } }
    : answer;

describe("WeChat Pay's certificates", () => {
  it("are those of an answer that a certificate in it has signed", async () => {
    expect(await ask()).toEqual([
      {
        serial: OLD_CERTIFICATE.signer.serial,
        publicKey: OLD_CERTIFICATE.verifier.publicKey,
        notBefore: NOON - 365 * 86_400_000,
        notAfter: NOON + 365 * 86_400_000,
      },
    ]);
  });

  it("are also those of an answer that a known certificate or Pay's public key has signed", async () => {
    for (const { signer, verifier } of [NEW_CERTIFICATE, payPublicKey()]) {
      const told = await ask((server) => Object.assign(server, { signer }), { verifiers: [verifier] });
      expect(told).toHaveLength(1);
      await expect(ask((server) => Object.assign(server, { signer }))).rejects.toMatchObject({
        details: { reason: "serial" },
      });
    }
  });

  it("that are over are left out", async () => {
    const over = payCertificate("6157F09EFDC096DE15EBE81A47057A7232F1B8E1", NOON);
    const told = await ask((server) => Object.assign(server, { certificates: [over, OLD_CERTIFICATE] }));
    expect(told.map(({ serial }) => serial)).toEqual([OLD_CERTIFICATE.signer.serial]);
  });

  it.each<[string, (answer: PostResult) => PostResult]>([
    ["signature", (answer) => changed(answer, { "wechatpay-nonce": "another" })],
    ["signature", (answer) => changed(answer, {}, answer.type === "answer" ? `${answer.text} ` : "")],
    ["headers", (answer) => changed(answer, { "wechatpay-signature": "" })],
    ["headers", (answer) => ({ ...answer, headers: undefined }) as never],
    ["timestamp", (answer) => changed(answer, { "wechatpay-timestamp": String(NOON / 1000 - 301) })],
    ["serial", (answer) => changed(answer, { "wechatpay-serial": MERCHANT_SERIAL })],
    ["malformed", (answer) => changed(answer, {}, '{"data":{}}')],
    ["malformed", (answer) => changed(answer, {}, "<html>")],
  ])("are refused as '%s' where the answer is not as WeChat Pay signed it", async (reason, spoil) => {
    await expect(ask((server) => Object.assign(server, { spoil }))).rejects.toMatchObject({ details: { reason } });
  });

  it("are refused where they are encrypted with another APIv3 key, or lie under another serial", async () => {
    await expect(
      ask((server) => Object.assign(server, { apiV3Key: "anOtherApiV3KeyOf32LettersDigits" })),
    ).rejects.toMatchObject({ code: "forbidden", details: { reason: "decryption" } });
    for (const certificate of [NEW_CERTIFICATE.certificate, "no certificate"]) {
      const data = [
        {
          serial_no: OLD_CERTIFICATE.signer.serial,
          encrypt_certificate: encryptForMerchant(API_V3_KEY, certificate, "certificate"),
        },
      ];
      const { headers, body } = signedByPay(OLD_CERTIFICATE.signer, JSON.stringify({ data }), NOON);
      const spoil = (): PostResult => ({ type: "answer", status: 200, text: body, headers });
      await expect(ask((server) => Object.assign(server, { spoil }))).rejects.toMatchObject({
        details: { reason: "malformed" },
      });
    }
  });

  it.each([
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "refused"],
    [400, "refused"],
    [302, "refused"],
    [429, "unreachable"],
    [500, "unreachable"],
  ])("are refused with HTTP %d as '%s', in WeChat Pay's words", async (status, code) => {
    const spoil = (): PostResult => ({ type: "answer", status, text: '{"code":"SIGN_ERROR","message":"签名错误"}' });
    await expect(ask((server) => Object.assign(server, { spoil }))).rejects.toMatchObject({
      code,
      message: `WeChat Pay answered ${status} SIGN_ERROR 签名错误`,
    });
    const bare = (): PostResult => ({ type: "answer", status, text: "<html>" });
    await expect(ask((server) => Object.assign(server, { spoil: bare }))).rejects.toMatchObject({ code });
  });

  it("are an empty list for a merchant in public-key mode", async () => {
    const text = '{"code":"RESOURCE_NOT_EXISTS","message":"无可用的平台证书，请在商户平台申请使用微信支付公钥"}';
    expect(
      await ask((server) => Object.assign(server, { spoil: () => ({ type: "answer", status: 404, text }) })),
    ).toEqual([]);
  });

  it("are asked for with a signature by the merchant's key under its serial", async () => {
    const other = { signingKey: { serial: "AAAA0000", pem: privatePem("merchant") } };
    await expect(ask(undefined, other)).rejects.toMatchObject({ code: "unauthorized" });
    const stranger = { signingKey: { serial: MERCHANT_SERIAL, pem: privatePem("stranger") } };
    await expect(ask(undefined, stranger)).rejects.toMatchObject({ code: "unauthorized" });
  });
});

describe("the header Authorization", () => {
  it("signs method, path, time, nonce and body, each with a line feed", () => {
    const request = { method: "GET" as const, path: "/v3/certificates", body: "" };
    const header = authorizationOf(request, asking, 1_554_208_460_000, "593BEC0C930BF1AFEB40B4A08C8FB242");
    const signature = paySignature(
      rsaKeys("merchant").privateKey,
      "GET",
      "/v3/certificates",
      "1554208460",
      "593BEC0C930BF1AFEB40B4A08C8FB242",
      "",
    );
    expect(header).toBe(
      `WECHATPAY2-SHA256-RSA2048 mchid="${MCH_ID}",nonce_str="593BEC0C930BF1AFEB40B4A08C8FB242",signature="${signature}",timestamp="1554208460",serial_no="${MERCHANT_SERIAL}"`,
    );
  });
});
