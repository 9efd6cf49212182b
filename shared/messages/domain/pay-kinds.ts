import * as z from "zod";
import { head } from "./head.ts";

/** Amounts are in the currency's smallest unit: 100 is ￥1.00. `currency`: three letters, `CNY`. */
const order = {
  mchId: z.string(),
  /** The merchant's number of the order, and WeChat Pay's of the payment. */
  outTradeNo: z.string(),
  transactionId: z.string(),
  currency: z.string(),
  /** Of the whole order. */
  total: z.number(),
};

/** What WeChat Pay tells merchants about people at Official Accounts and mini programs. */
export const payKinds = [
  /** A person has paid. `payerTotal`: what the person paid without coupons, where it is told. `attach`: the merchant's own words. */
  z.object({
    kind: z.literal("payment"),
    ...head,
    ...order,
    payerTotal: z.number().optional(),
    attach: z.string(),
  }),
  /** What became of a refund; WeChat Pay says it, and the person did nothing. `refund`: the part of `total` that goes back. */
  z.object({
    kind: z.literal("refund"),
    ...head,
    ...order,
    /** `abnormal` is not the end: the money did not arrive, and the merchant has to act. */
    status: z.enum(["finished", "abnormal", "closed"]),
    refundId: z.string(),
    outRefundNo: z.string(),
    refund: z.number(),
    payerRefund: z.number().optional(),
  }),
] as const;
