/** A notification of WeChat Pay, verified and decrypted. Amounts in the currency's smallest unit, times in epoch ms. */
export type PayNotification = {
  /** WeChat's id of the notification; another try may have another one. */
  readonly id: string;
  readonly createdAt: number;
  readonly mchId: string;
  /** The account that the person paid at; absent where the resource names none. */
  readonly appId?: string;
  /** Who paid, as the account knows the person; absent in notifications of refunds. */
  readonly openid?: string;
} & (PaymentResult | RefundResult);

export type Amount = { readonly total: number; readonly currency: string; readonly payerTotal?: number };

export type PaymentResult = {
  readonly type: "payment-succeeded";
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly amount: Amount;
  readonly paidAt: number;
  /** What the merchant gave with the order. */
  readonly attach: string;
};

export type RefundResult = {
  /** `refund-abnormal` is not final: a person has to act. */
  readonly type: "refund-finished" | "refund-abnormal" | "refund-closed";
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly refundId: string;
  readonly outRefundNo: string;
  /** `total`: of the order. */
  readonly amount: Amount & { readonly refund: number; readonly payerRefund?: number };
  readonly finishedAt?: number;
};
