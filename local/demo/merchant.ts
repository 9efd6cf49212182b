import * as z from "zod";
import { DEMO_MERCHANT } from "../sim/pay/merchants.ts";
import { MINI_PROGRAM, OFFICIAL_ACCOUNT } from "../sim/weixin/credentials.ts";

/** What the merchant's owner finds at WeChat Pay. */
const ownersSchema = z.object({
  apiV3Key: z.string(),
  privateKey: z.string(),
  certificateSerial: z.string(),
  payPublicKeyId: z.string(),
  payPublicKey: z.string(),
});

/** What an admin gives of the merchant: `PUT /api/merchants/{mchId}`. Its keys are the simulator's. */
export async function demoMerchant(simulatorUrl: string): Promise<object> {
  const response = await fetch(`${simulatorUrl}/sim/merchants/${DEMO_MERCHANT.mchId}`);
  const { apiV3Key, privateKey, certificateSerial, ...pay } = ownersSchema.parse(await response.json());
  return {
    name: DEMO_MERCHANT.name,
    appIds: [OFFICIAL_ACCOUNT.appId, MINI_PROGRAM.appId],
    apiV3Key,
    publicKey: { id: pay.payPublicKeyId, pem: pay.payPublicKey },
    privateKey: { serial: certificateSerial, pem: privateKey },
    apiUrl: simulatorUrl,
  };
}

/** Rules that thank who pays, and say what became of a refund. */
export const DEMO_PAY_RULES = [
  {
    id: "paid",
    name: "公众号：支付成功",
    channel: "official",
    match: { type: "event", events: ["payment"] },
    actions: [
      { type: "reply", text: "已收到您的付款 {{event.field.amount}} 元，订单号 {{event.field.outTradeNo}}。" },
      { type: "tag-user", add: ["已购买"] },
    ],
  },
  {
    id: "refunded",
    name: "公众号：退款到账",
    channel: "official",
    match: { type: "event", events: ["refund"], keys: ["finished"] },
    actions: [{ type: "reply", text: "退款 {{event.field.amount}} 元已退回您的支付账户。" }],
  },
];
