import { sha256Hex } from "../../kernel/domain/ids.ts";
import type { PayNews } from "./notification.ts";

/** What makes two notifications the same news. WeChat Pay gives a repetition another id at times. */
export type NewsKey = {
  readonly mchId: string;
  readonly type: PayNews["type"];
  readonly outTradeNo: string;
  readonly transactionId: string;
  /** Of refunds. */
  readonly refundId?: string;
};

/** The payment that a refund is of. */
export type PaymentKey = Pick<NewsKey, "mchId" | "outTradeNo" | "transactionId">;

/** The key of the payment itself; what else a refund says is left out. */
export function paymentNewsKey({ mchId, outTradeNo, transactionId }: PaymentKey): NewsKey {
  return { mchId, type: "payment-succeeded", outTradeNo, transactionId };
}

/** The id under which the news is told, however often it is told: of the event, and of the message in the journal. */
export function eventIdOf({ mchId, type, outTradeNo, transactionId, refundId = "" }: NewsKey): string {
  return `pay_${sha256Hex(mchId, type, outTradeNo, transactionId, refundId).slice(0, 32)}`;
}
