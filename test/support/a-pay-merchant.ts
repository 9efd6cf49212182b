import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createCertificate } from "../../local/sim/pay/certificate.ts";
import {
  type PayRequest,
  type PaySigner,
  payNotificationBody,
  payTime,
  signedByPay,
} from "../../local/sim/pay/wire.ts";
import type { NotificationKeys, PayVerifier } from "../../shared/pay/application/ports/merchants.ts";
import { type PaySignature, paySignatureIn } from "../../shared/pay/domain/pay-signature.ts";
import { NOON } from "./builders.ts";

export const MCH_ID = "1900000109";
export const API_V3_KEY = "anApiV3KeyOf32LettersAndDigits01";
const DAY = 86_400_000;

/** A key of Pay, as Pay signs with it and as a merchant keeps it. */
export type PayKey = { readonly signer: PaySigner; readonly verifier: PayVerifier; readonly certificate: string };

type Pair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

const pairs = new Map<string, Pair>();

/** A pair of 2,048 bits by a name, made once: it takes a tenth of a second. */
export function rsaKeys(name: string): Pair {
  const pair = pairs.get(name) ?? generateKeyPairSync("rsa", { modulusLength: 2048 });
  pairs.set(name, pair);
  return pair;
}

export const publicPem = (name: string) => rsaKeys(name).publicKey.export({ type: "spki", format: "pem" }).toString();
export const privatePem = (name: string) =>
  rsaKeys(name).privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/** A certificate by its serial (hex), good for `notAfter` (epoch ms). */
export function payCertificate(serial: string, notAfter = NOON + 365 * DAY): PayKey {
  const keys = rsaKeys(serial);
  return {
    signer: { serial, privateKey: keys.privateKey },
    verifier: { serial, publicKey: publicPem(serial), notAfter },
    certificate: createCertificate(keys, { serial, notBefore: NOON - 365 * DAY, notAfter }),
  };
}

/** Pay's public key by its id. */
export function payPublicKey(serial = "PUB_KEY_ID_0119000001092024101500289700000001"): PayKey {
  return {
    signer: { serial, privateKey: rsaKeys(serial).privateKey },
    verifier: { serial, publicKey: publicPem(serial) },
    certificate: "",
  };
}

export function merchantKeys(...keys: readonly PayKey[]): NotificationKeys {
  return { mchId: MCH_ID, apiV3Key: API_V3_KEY, verifiers: keys.map(({ verifier }) => verifier) };
}

/** A payment's resource; `fields` replaces or adds fields. */
export const paymentResource = (fields: object = {}) => ({
  mchid: MCH_ID,
  appid: "wx4f5e8d7c6b5a4938",
  out_trade_no: "order-1",
  transaction_id: "4200001234202601010000000001",
  trade_type: "JSAPI",
  trade_state: "SUCCESS",
  trade_state_desc: "支付成功",
  bank_type: "CMC",
  attach: "",
  success_time: payTime(NOON - 2000),
  payer: { openid: "oGTcHv1Zq8fKk3nQ2wX5yB7dL0mR" },
  amount: { total: 100, payer_total: 90, currency: "CNY", payer_currency: "CNY" },
  ...fields,
});

export const refundResource = (fields: object = {}) => ({
  mchid: MCH_ID,
  out_trade_no: "order-1",
  transaction_id: "4200001234202601010000000001",
  refund_id: "50300001232026010100000001",
  out_refund_no: "refund-1",
  refund_status: "SUCCESS",
  success_time: payTime(NOON - 1000),
  user_received_account: "招商银行信用卡0403",
  amount: { total: 100, refund: 40, payer_total: 90, payer_refund: 36 },
  ...fields,
});

/** A notification of Pay, signed at `now`. */
export function aPayNotification(
  signer: PaySigner,
  {
    resource = paymentResource(),
    eventType = "TRANSACTION.SUCCESS",
    apiV3Key = API_V3_KEY,
    id = "EV-1",
    now = NOON,
    originalType = "transaction",
  }: {
    readonly resource?: object;
    readonly eventType?: string;
    readonly apiV3Key?: string;
    readonly id?: string;
    readonly now?: number;
    readonly originalType?: string;
  } = {},
): PayRequest {
  return signedByPay(
    signer,
    payNotificationBody({ apiV3Key, id, createdAt: now, eventType, originalType, resource }),
    now,
  );
}

/** The signature of a request, as the callback reads it. */
export function signatureOf({ headers }: PayRequest): PaySignature {
  return paySignatureIn(headers);
}
