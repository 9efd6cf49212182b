import * as z from "zod";
import type { PayNotification } from "../../../pay/domain/notification.ts";
import { readAs } from "../read-as.ts";
import { refusal } from "../refusal.ts";

/** What of a notification is told beside its resource. */
export type Envelope = Pick<PayNotification, "id" | "createdAt" | "mchId"> & { readonly eventType: string };

const amount = z.int().min(0);
const filled = z.string().min(1);
const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** What need not be there: a payment is not refused because something that it can do without is null or empty. */
const perhaps = z
  .string()
  .nullish()
  .transform((text) => text || undefined);
const perhapsAmount = amount.nullish().transform((value) => value ?? undefined);
const currency = perhaps.transform((text) => text ?? "CNY");

/** Of a merchant, and of a service provider for one of its merchants (`sp_…`, `sub_…`). */
const owners = {
  mchid: perhaps,
  sp_mchid: perhaps,
  sub_mchid: perhaps,
  appid: perhaps,
  sp_appid: perhaps,
  sub_appid: perhaps,
};

const ownersSchema = z.object({ ...owners, combine_mchid: perhaps });

/** A payment (支付成功通知); `sp_openid` and `sub_openid` where a service provider takes it. */
const paymentSchema = z.object({
  ...owners,
  out_trade_no: filled,
  transaction_id: filled,
  trade_state: z.literal("SUCCESS"),
  attach: z.string().nullish(),
  success_time: time,
  payer: z.object({ openid: perhaps, sp_openid: perhaps, sub_openid: perhaps }).nullish(),
  amount: z.object({ total: amount, payer_total: perhapsAmount, currency }),
});

/**
 * Combined orders (合单支付通知). The merchant that combined them may act for each order's own, whose account then may know
 * the person, too. https://pay.weixin.qq.com/wiki/doc/apiv3/apis/chapter5_1_13.shtml
 */
const combinedSchema = z.object({
  combine_appid: perhaps,
  combine_payer_info: z.object({ openid: perhaps }).nullish(),
  sub_orders: z.array(
    z.object({
      mchid: filled,
      sub_mchid: perhaps,
      sub_appid: perhaps,
      sub_openid: perhaps,
      out_trade_no: filled,
      transaction_id: filled,
      trade_state: z.literal("SUCCESS"),
      attach: z.string().nullish(),
      success_time: time,
      amount: z.object({ total_amount: amount, payer_amount: perhapsAmount, currency }),
    }),
  ),
});

/** A refund (退款结果通知). https://pay.weixin.qq.com/doc/v3/merchant/4012082022 */
const refundSchema = z.object({
  ...owners,
  out_trade_no: filled,
  transaction_id: filled,
  refund_id: filled,
  out_refund_no: filled,
  success_time: z
    .union([time, z.literal("")])
    .nullish()
    .transform((at) => at || undefined),
  amount: z.object({
    total: amount,
    refund: amount,
    payer_total: perhapsAmount,
    payer_refund: perhapsAmount,
    currency,
  }),
});

type Owners = { readonly sub_mchid?: string | undefined };
type Read = (envelope: Envelope, text: string) => PayNotification;

const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["TRANSACTION.SUCCESS", payment],
  ["REFUND.SUCCESS", refund("refund-finished")],
  ["REFUND.ABNORMAL", refund("refund-abnormal")],
  ["REFUND.CLOSED", refund("refund-closed")],
]);

/**
 * What a decrypted resource says. Kinds of events that have no row here are `other`. Throws the refusals `other-merchant`
 * and `malformed`.
 */
export function readResource(envelope: Envelope, text: string): PayNotification {
  const { mchid, sp_mchid, combine_mchid } = readAs(ownersSchema, text, "the resource");
  const owner = mchid ?? sp_mchid ?? combine_mchid;
  if (owner !== undefined && owner !== envelope.mchId) {
    throw refusal("other-merchant", "the notification is for another merchant than the one in the path");
  }
  const isCombined = combine_mchid !== undefined && envelope.eventType === "TRANSACTION.SUCCESS";
  const read = isCombined ? combined : READERS.get(envelope.eventType);
  if (!read) return { ...commonOf(envelope, {}), type: "other", eventType: envelope.eventType };
  if (owner === undefined) throw refusal("malformed", "the resource names no merchant: mchid and sp_mchid are absent");
  return read(envelope, text);
}

function payment(envelope: Envelope, text: string): PayNotification {
  const read = readAs(paymentSchema, text, "the resource");
  const { payer } = read;
  const { total, payer_total, currency } = read.amount;
  const openid = payer?.openid ?? payer?.sub_openid ?? payer?.sp_openid;
  // A person is known by one account: that of the merchant where the merchant has one, else the service provider's.
  const appid = payer?.sub_openid === undefined ? (read.appid ?? read.sp_appid) : read.sub_appid;
  return {
    ...commonOf(envelope, read),
    ...(appid === undefined ? {} : { appId: appid }),
    ...(openid === undefined ? {} : { openid }),
    type: "payment-succeeded",
    outTradeNo: read.out_trade_no,
    transactionId: read.transaction_id,
    amount: { total, currency, ...(payer_total === undefined ? {} : { payerTotal: payer_total }) },
    paidAt: read.success_time,
    attach: read.attach ?? "",
  };
}

function combined(envelope: Envelope, text: string): PayNotification {
  const { combine_appid, combine_payer_info, sub_orders } = readAs(combinedSchema, text, "the resource");
  const orders = sub_orders.map((order) => {
    const { mchid, sub_appid, sub_openid } = order;
    const isAtSub = sub_appid !== undefined && sub_openid !== undefined;
    const appId = isAtSub ? sub_appid : combine_appid;
    const openid = isAtSub ? sub_openid : combine_payer_info?.openid;
    const { total_amount, payer_amount, currency } = order.amount;
    return {
      ...commonOf({ ...envelope, mchId: mchid }, order),
      ...(appId === undefined ? {} : { appId }),
      ...(openid === undefined ? {} : { openid }),
      type: "payment-succeeded" as const,
      outTradeNo: order.out_trade_no,
      transactionId: order.transaction_id,
      amount: { total: total_amount, currency, ...(payer_amount === undefined ? {} : { payerTotal: payer_amount }) },
      paidAt: order.success_time,
      attach: order.attach ?? "",
    };
  });
  return { ...commonOf(envelope, {}), type: "combined", orders };
}

function refund(type: "refund-finished" | "refund-abnormal" | "refund-closed"): Read {
  return (envelope, text) => {
    const read = readAs(refundSchema, text, "the resource");
    const { total, refund: refunded, payer_total, payer_refund, currency } = read.amount;
    const appid = read.appid ?? read.sub_appid ?? read.sp_appid;
    return {
      ...commonOf(envelope, read),
      ...(appid === undefined ? {} : { appId: appid }),
      type,
      outTradeNo: read.out_trade_no,
      transactionId: read.transaction_id,
      refundId: read.refund_id,
      outRefundNo: read.out_refund_no,
      amount: {
        total,
        refund: refunded,
        currency,
        ...(payer_total === undefined ? {} : { payerTotal: payer_total }),
        ...(payer_refund === undefined ? {} : { payerRefund: payer_refund }),
      },
      ...(read.success_time === undefined ? {} : { finishedAt: read.success_time }),
    };
  };
}

function commonOf({ id, createdAt, mchId }: Envelope, { sub_mchid }: Owners) {
  return { id, createdAt, mchId, ...(sub_mchid === undefined ? {} : { subMchId: sub_mchid }) };
}
