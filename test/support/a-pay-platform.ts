import { verify } from "node:crypto";
import { encryptForMerchant, signedByPay } from "../../local/sim/pay/wire.ts";
import { createPayPlatform } from "../../shared/adapters/wechat-pay/platform.ts";
import type { PostResult } from "../../shared/kernel/application/ports/http-post.ts";
import type { HttpRequest } from "../../shared/kernel/application/ports/http-request.ts";
import { createFetchCertificates } from "../../shared/pay/application/merchants/fetch-certificates.ts";
import { createKeepMerchant } from "../../shared/pay/application/merchants/keep-merchant.ts";
import { createPollCertificates } from "../../shared/pay/application/merchants/poll-certificates.ts";
import { createRemoveMerchant } from "../../shared/pay/application/merchants/remove-merchant.ts";
import {
  API_V3_KEY,
  type PayKey,
  payCertificate,
  payPublicKey,
  privatePem,
  publicPem,
  rsaKeys,
} from "./a-pay-merchant.ts";
import { NOON } from "./builders.ts";
import { fakeClock } from "./fake-clock.ts";
import type { crashAt } from "./faults.ts";
import { recordingObservability } from "./recording-observability.ts";
import { memoryStorage } from "./storage.ts";

type Crash = Pick<ReturnType<typeof crashAt>, "port">;
const NO_CRASH: Crash = { port: (target) => target };

export const MERCHANT_SERIAL = "3775B6A45ACD588826D15E583A95F5DD0A1B2C3D";
export const OLD_CERTIFICATE = payCertificate("5157F09EFDC096DE15EBE81A47057A7232F1B8E1");
export const NEW_CERTIFICATE = payCertificate("7132D72A03E93CDDF8C03BBD1F37EEDF5BFA3CD2", NOON + 5 * 365 * 86_400_000);

/** What an operator gives of a merchant that fetches certificates. */
export const certificateMerchant = () => ({
  name: "商户",
  appIds: ["wx4f5e8d7c6b5a4938"],
  apiV3Key: API_V3_KEY,
  privateKey: { serial: MERCHANT_SERIAL, pem: privatePem("merchant") },
});

/** And of one that has Pay's public key. */
export const publicKeyMerchant = () => ({
  apiV3Key: API_V3_KEY,
  publicKey: { id: payPublicKey().signer.serial, pem: publicPem(payPublicKey().signer.serial) },
});

/** `/v3/certificates` as WeChat Pay answers it, after it checked the request's signature. */
export function aPayServer() {
  const server = {
    certificates: [OLD_CERTIFICATE] as readonly PayKey[],
    signer: OLD_CERTIFICATE.signer,
    apiV3Key: API_V3_KEY,
    calls: 0,
    urls: [] as string[],
    /** Changes an answer; for all that a vendor or somebody on the way may do. */
    spoil: (answer: PostResult): PostResult => answer,
    now: () => NOON,
  };

  function answer(request: HttpRequest): PostResult {
    const headers = "headers" in request ? (request.headers ?? {}) : {};
    if (!isSigned(headers.authorization ?? "", request.url)) {
      return { type: "answer", status: 401, text: '{"code":"SIGN_ERROR","message":"签名错误"}' };
    }
    const data = server.certificates.map(({ signer, certificate }) => ({
      serial_no: signer.serial,
      effective_time: "2026-01-01T00:00:00+08:00",
      expire_time: "2031-01-01T00:00:00+08:00",
      encrypt_certificate: encryptForMerchant(server.apiV3Key, certificate, "certificate"),
    }));
    const { headers: signed, body } = signedByPay(server.signer, JSON.stringify({ data }), server.now());
    return { type: "answer", status: 200, text: body, headers: signed };
  }

  return Object.assign(server, {
    request: async (request: HttpRequest) => {
      server.calls += 1;
      server.urls.push(String(request.url));
      return server.spoil(answer(request));
    },
  });
}

const AUTHORIZATION =
  /^WECHATPAY2-SHA256-RSA2048 mchid="\d+",nonce_str="(\w+)",signature="([^"]+)",timestamp="(\d+)",serial_no="(\w+)"$/;

function isSigned(authorization: string, { pathname }: URL): boolean {
  const [, nonce, signature = "", timestamp, serial] = AUTHORIZATION.exec(authorization) ?? [];
  const text = `GET\n${pathname}\n${timestamp}\n${nonce}\n\n`;
  const { publicKey } = rsaKeys("merchant");
  return serial === MERCHANT_SERIAL && verify("sha256", Buffer.from(text), publicKey, Buffer.from(signature, "base64"));
}

/** Merchants over memory, with a WeChat Pay that answers. */
export function aPayWorld() {
  const storage = memoryStorage();
  const clock = fakeClock(NOON);
  const server = aPayServer();
  server.now = () => clock.now();
  const observability = recordingObservability();

  function useCases(crash: Crash = NO_CRASH) {
    const ports = {
      ...observability,
      clock,
      merchants: crash.port(storage.merchants),
      merchantKeys: crash.port(storage.merchantKeys),
      payPlatform: crash.port(createPayPlatform({ request: server.request, clock })),
    };
    const fetchCertificates = createFetchCertificates(ports);
    return {
      keep: createKeepMerchant(ports),
      remove: createRemoveMerchant(ports),
      fetch: fetchCertificates,
      poll: createPollCertificates({ ...ports, fetchCertificates }),
    };
  }

  return { ...storage, ...observability, clock, server, useCases };
}
