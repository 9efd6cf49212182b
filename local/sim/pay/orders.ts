import { randomInt } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../documents.ts";
import { BadRequest } from "../http.ts";
import { DEMO_MERCHANT } from "./merchants.ts";
import { payTime } from "./wire.ts";

/** An order that a person pays at once. */
export const orderSchema = z.strictObject({
  mchId: z.string().default(DEMO_MERCHANT.mchId),
  /** The account at which the person pays, and the person's openid there. */
  appId: z.string().min(1),
  openid: z.string().min(1),
  /** In fen. */
  total: z.int().min(1).max(100_000_000).default(1),
  /** What a coupon pays of it. */
  coupon: z.int().min(0).default(0),
  attach: z.string().max(128).default(""),
  outTradeNo: z.string().min(6).max(32).optional(),
});

export const refundSchema = z.strictObject({
  /** In fen; all of it unless given. */
  refund: z.int().min(1).optional(),
  /** How it ends. An abnormal one may end otherwise later, under the same `outRefundNo`. */
  status: z.enum(["SUCCESS", "ABNORMAL", "CLOSED"]).default("SUCCESS"),
  outRefundNo: z.string().min(6).max(64).optional(),
});

const refundRowSchema = z.object({
  refundId: z.string(),
  outRefundNo: z.string(),
  refund: z.number(),
  status: z.string(),
});

const orderRowSchema = z.object({
  mchId: z.string(),
  appId: z.string(),
  openid: z.string(),
  total: z.number(),
  coupon: z.number(),
  attach: z.string(),
  outTradeNo: z.string(),
  transactionId: z.string(),
  paidAt: z.number(),
  refunds: z.array(refundRowSchema),
});

export type SimOrder = z.infer<typeof orderRowSchema>;

/** What a notification is about. */
export type PayNews = { readonly eventType: string; readonly originalType: string; readonly resource: object };

export type SimOrders = {
  all(): readonly SimOrder[];
  get(outTradeNo: string): SimOrder | undefined;
  pay(order: z.infer<typeof orderSchema>, now: number): SimOrder;
  /** The order, and the refund as it is by now. */
  refund(outTradeNo: string, refund: z.infer<typeof refundSchema>, now: number): PayNews;
};

export function createOrders(db: DatabaseSync): SimOrders {
  const orders = createDocuments(db, "payOrders", orderRowSchema);

  function demand(outTradeNo: string): SimOrder {
    const order = orders.get(outTradeNo);
    if (!order) throw new BadRequest(`no order ${outTradeNo}: POST /sim/orders makes one`, 404);
    return order;
  }

  return {
    all: () => orders.startingWith("").map(({ document }) => document),
    get: (outTradeNo) => orders.get(outTradeNo),
    pay({ outTradeNo = `order${digits(16)}`, ...order }, now) {
      if (orders.get(outTradeNo)) throw new BadRequest(`the order ${outTradeNo} was paid already`, 409);
      if (order.coupon > order.total) throw new BadRequest("a coupon pays at most the whole order");
      const paid = { ...order, outTradeNo, transactionId: `42000${digits(23)}`, paidAt: now, refunds: [] };
      orders.put(outTradeNo, paid);
      return paid;
    },
    refund(outTradeNo, { outRefundNo = `refund${digits(16)}`, status, refund: wanted }, now) {
      const order = demand(outTradeNo);
      const before = order.refunds.find((refund) => refund.outRefundNo === outRefundNo);
      const others = order.refunds.filter((refund) => refund !== before);
      const left =
        order.total - others.reduce((sum, { status, refund }) => sum + (status === "CLOSED" ? 0 : refund), 0);
      const refund = wanted ?? before?.refund ?? left;
      if (refund < 1 || refund > left) throw new BadRequest(`${left} fen of the order are left to refund`, 409);
      const row = { refundId: before?.refundId ?? `50300${digits(23)}`, outRefundNo, refund, status };
      orders.put(outTradeNo, { ...order, refunds: [...others, row] });
      return refundNews(order, row, now);
    },
  };
}

export function paymentNews({ mchId, appId, openid, total, coupon, attach, ...order }: SimOrder): PayNews {
  return {
    eventType: "TRANSACTION.SUCCESS",
    originalType: "transaction",
    resource: {
      mchid: mchId,
      appid: appId,
      out_trade_no: order.outTradeNo,
      transaction_id: order.transactionId,
      trade_type: "JSAPI",
      trade_state: "SUCCESS",
      trade_state_desc: "支付成功",
      bank_type: "OTHERS",
      attach,
      success_time: payTime(order.paidAt),
      payer: { openid },
      amount: { total, payer_total: total - coupon, currency: "CNY", payer_currency: "CNY" },
    },
  };
}

function refundNews(
  order: SimOrder,
  { refundId, outRefundNo, refund, status }: z.infer<typeof refundRowSchema>,
  now: number,
): PayNews {
  return {
    eventType: `REFUND.${status}`,
    originalType: "refund",
    resource: {
      mchid: order.mchId,
      out_trade_no: order.outTradeNo,
      transaction_id: order.transactionId,
      refund_id: refundId,
      out_refund_no: outRefundNo,
      refund_status: status,
      ...(status === "SUCCESS" ? { success_time: payTime(now) } : {}),
      user_received_account: "支付用户零钱",
      amount: { total: order.total, refund, payer_total: order.total - order.coupon, payer_refund: refund },
    },
  };
}

function digits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join("");
}
