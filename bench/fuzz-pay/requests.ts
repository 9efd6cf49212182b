import { generateKeyPairSync } from "node:crypto";
import {
  encryptForMerchant,
  type PaySigner,
  payNotificationBody,
  payTime,
  signedByPay,
} from "../../local/sim/pay/wire.ts";
import type { Random } from "../fuzz/random.ts";

/** A notification with something odd about it. `isSigned`: WeChat Pay's own key signed it, as it stands. */
export type PayFuzz = {
  readonly what: string;
  readonly mchId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
  readonly isSigned: boolean;
};

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
export const FUZZ_MERCHANT = {
  mchId: "1900000109",
  apiV3Key: "fuzzApiV3KeyOf32LettersAndDigit0",
  serial: "PUB_KEY_ID_0119000001090000000000000000000001",
  publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
  appId: "wx_fuzz",
} as const;
const SIGNER: PaySigner = { serial: FUZZ_MERCHANT.serial, privateKey };

const EVENTS = [
  "TRANSACTION.SUCCESS",
  "REFUND.SUCCESS",
  "REFUND.ABNORMAL",
  "REFUND.CLOSED",
  "PAYSCORE.X",
  "",
  "\u0000",
];
const ODD: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 53,
    1e308,
    "",
    " ",
    "\u0000",
    "你".repeat(3000),
    "#".repeat(500),
    "%2F..",
    "__proto__",
  ],
  ...[[], {}, [[[]]], { toString: "x" }, "2026-03-10T12:00:00+08:00", "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z"],
];

function resource(random: Random, now: number): Record<string, unknown> {
  const order = { mchid: FUZZ_MERCHANT.mchId, appid: FUZZ_MERCHANT.appId, out_trade_no: `o${random.below(50)}` };
  return {
    ...order,
    transaction_id: `42${random.below(3)}`,
    trade_state: "SUCCESS",
    attach: "",
    success_time: payTime(now),
    payer: { openid: `o-${random.below(9)}` },
    refund_id: `50${random.below(9)}`,
    out_refund_no: "r1",
    amount: { total: 100, payer_total: 100, refund: 1 + random.below(99), currency: "CNY" },
  };
}

/** One member, or one within a member, becomes something else, or is gone. */
function spoiled(random: Random, of: Record<string, unknown>): Record<string, unknown> {
  const name = random.pick(Object.keys(of));
  const inner = of[name];
  if (random.below(3) === 0 && typeof inner === "object" && inner !== null && !Array.isArray(inner)) {
    const members = { ...inner };
    return { ...of, [name]: Object.keys(members).length === 0 ? random.pick(ODD) : spoiled(random, members) };
  }
  const { [name]: _gone, ...rest } = of;
  return random.below(4) === 0 ? rest : { ...of, [name]: random.pick(ODD) };
}

function signed(random: Random, now: number): { readonly what: string; readonly body: string } {
  const eventType = random.pick(EVENTS);
  const original = resource(random, now);
  const twice = () => spoiled(random, spoiled(random, original));
  const odd = random.pick([original, spoiled(random, original), twice()]);
  const apiV3Key = random.below(20) === 0 ? "anotherApiV3KeyOf32LettersDigits" : FUZZ_MERCHANT.apiV3Key;
  const head = { apiV3Key, id: `EV-${random.below(1e6)}`, createdAt: now, eventType, originalType: "transaction" };
  const whole: Record<string, unknown> = JSON.parse(payNotificationBody({ ...head, resource: odd }));
  switch (random.below(8)) {
    case 0:
      return { what: "envelope", body: JSON.stringify(spoiled(random, whole)) };
    case 1:
      return {
        what: "text",
        body: random.pick(["", "{", "null", "[]", '"x"', "\ufeff{}", "{}".repeat(2000), "\u0000"]),
      };
    case 2: {
      const text = random.pick(["", "null", "[", "你好", "x".repeat(20_000), `{"mchid":${"[".repeat(5000)}`]);
      return { what: "resource", body: JSON.stringify({ ...whole, resource: encryptForMerchant(apiV3Key, text, "") }) };
    }
    default:
      return { what: `resource of ${eventType}`, body: JSON.stringify(whole) };
  }
}

/** `now` in epoch ms. */
export function payFuzz(random: Random, now: number): PayFuzz {
  const { what, body } = signed(random, now);
  const request = signedByPay(SIGNER, body, now);
  const isBase64Encoded = random.below(4) === 0;
  const sent = { mchId: FUZZ_MERCHANT.mchId, headers: request.headers, isBase64Encoded };
  const asSent = (text: string) => (isBase64Encoded ? Buffer.from(text).toString("base64") : text);
  switch (random.below(6)) {
    case 0: {
      const name = random.pick(Object.keys(request.headers));
      const value = random.pick([
        "",
        "0",
        "-1",
        "NaN",
        "99999999999999",
        "WECHATPAY/SIGNTEST/x",
        "你好",
        "A".repeat(344),
        "=".repeat(344),
      ]);
      return {
        ...sent,
        what: `${name}, ${what}`,
        headers: { ...request.headers, [name]: value },
        body: asSent(body),
        // WeChat Pay may leave the type out.
        isSigned: name === "wechatpay-signature-type" && value === "",
      };
    }
    case 1: {
      const mchId = random.pick(["", "0", "1900000110", "..", "%00", "#", "merchant-keys#x", "9".repeat(5000), "你好"]);
      return { ...sent, what: `merchant, ${what}`, mchId, body: asSent(body), isSigned: false };
    }
    case 2:
      return { ...sent, what: `changed, ${what}`, body: asSent(`${body} `), isSigned: false };
    default:
      return { ...sent, what, body: asSent(body), isSigned: true };
  }
}
