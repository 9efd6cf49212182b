import * as z from "zod";
import type { PayNews } from "./notification.ts";

/** How long news is kept, days: as long as the journal keeps messages. WeChat Pay repeats what was not taken for a day. */
export const KEPT_DAYS = 90;

const amount = { total: z.number(), currency: z.string(), payerTotal: z.number().exactOptional() };

const head = {
  id: z.string(),
  createdAt: z.number(),
  mchId: z.string(),
  subMchId: z.string().exactOptional(),
  appId: z.string().exactOptional(),
  openid: z.string().exactOptional(),
  outTradeNo: z.string(),
  transactionId: z.string(),
};

/** A notification as it is kept. */
export const keptNotificationSchema = z.discriminatedUnion("type", [
  z.object({
    ...head,
    type: z.literal("payment-succeeded"),
    amount: z.object(amount),
    paidAt: z.number(),
    attach: z.string(),
  }),
  z.object({
    ...head,
    type: z.enum(["refund-finished", "refund-abnormal", "refund-closed"]),
    refundId: z.string(),
    outRefundNo: z.string(),
    amount: z.object({ ...amount, refund: z.number(), payerRefund: z.number().exactOptional() }),
    finishedAt: z.number().exactOptional(),
  }),
]) satisfies z.ZodType<PayNews>;
