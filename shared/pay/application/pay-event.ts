import type { FleetEvent } from "../../kernel/application/ports/events.ts";
import { EVENTS } from "../../names.ts";
import { eventIdOf } from "../domain/identity.ts";
import type { Payer } from "../domain/message.ts";
import type { PayNews } from "../domain/notification.ts";

const TYPES = {
  "payment-succeeded": EVENTS.paymentSucceeded,
  "refund-finished": EVENTS.refundFinished,
  "refund-abnormal": EVENTS.refundAbnormal,
  "refund-closed": EVENTS.refundClosed,
} as const satisfies Record<PayNews["type"], string>;

/**
 * The event by which all others hear of the news: the same each time, `eventId` included. `payer`: who paid, where it is
 * known. Amounts in the currency's smallest unit; `at` in epoch ms.
 */
export function payEventOf(news: PayNews, payer: Partial<Payer>): FleetEvent {
  const { mchId, subMchId, outTradeNo, transactionId, amount } = news;
  const merchant = { mchId, ...(subMchId === undefined ? {} : { subMchId }) };
  const common = { eventId: eventIdOf(news), ...merchant, ...payer, outTradeNo, transactionId, amount };
  const type = TYPES[news.type];
  if (news.type === "payment-succeeded") return { type, detail: { ...common, attach: news.attach, at: news.paidAt } };
  const { refundId, outRefundNo, finishedAt, createdAt } = news;
  return { type, detail: { ...common, refundId, outRefundNo, at: finishedAt ?? createdAt } };
}
