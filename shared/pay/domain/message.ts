import type { InboundMessage, MessageHead } from "../../messages/domain/inbound-message.ts";
import { eventIdOf } from "./identity.ts";
import type { PayNews, RefundResult } from "./notification.ts";

/** The person whom the news is about, as an account of the fleet knows the person. */
export type Payer = { readonly appId: string; readonly openid: string };

const STATUS = {
  "refund-finished": "finished",
  "refund-abnormal": "abnormal",
  "refund-closed": "closed",
} as const satisfies Record<RefundResult["type"], string>;

/**
 * The news as a message of the payer's chat. A payment is an act of the payer; a refund comes from WeChat Pay and has no
 * sender. `wxid`: the account's own.
 */
export function payMessageOf(news: PayNews, payer: Payer, wxid: string): InboundMessage {
  const { mchId, outTradeNo, transactionId } = news;
  const { total, currency } = news.amount;
  const order = { mchId, outTradeNo, transactionId, total, currency };
  if (news.type === "payment-succeeded") {
    const { attach, paidAt, amount } = news;
    const payerTotal = amount.payerTotal === undefined ? {} : { payerTotal: amount.payerTotal };
    return {
      ...headOf(news, payer, wxid, paidAt),
      kind: "payment",
      sender: payer.openid,
      ...order,
      ...payerTotal,
      attach,
    };
  }
  const { refundId, outRefundNo, amount, finishedAt } = news;
  return {
    ...headOf(news, payer, wxid, finishedAt),
    kind: "refund",
    ...order,
    status: STATUS[news.type],
    refundId,
    outRefundNo,
    refund: amount.refund,
    ...(amount.payerRefund === undefined ? {} : { payerRefund: amount.payerRefund }),
  };
}

/** Without a time of its own it has the notification's, which a repetition may have not. */
function headOf(news: PayNews, { appId, openid }: Payer, wxid: string, at: number | undefined): MessageHead {
  return {
    appId,
    wxid,
    conversationId: openid,
    chat: "private",
    sender: "",
    fromSelf: false,
    vendorKey: eventIdOf(news),
    sentAt: at ?? news.createdAt,
    ...(at === undefined ? { undated: true as const } : {}),
    mentions: [],
  };
}
