/** What every notification says. Times in epoch ms. */
type NotificationHead = {
  /** WeChat's id of the notification; another try may have another one. */
  readonly id: string;
  readonly createdAt: number;
  readonly mchId: string;
  /** The merchant that was paid, where `mchId` is its service provider. */
  readonly subMchId?: string;
  /** The account that the person paid at; absent where the resource names no account. */
  readonly appId?: string;
  /** Who paid, as the account knows the person; absent in notifications of refunds. */
  readonly openid?: string;
};

/** What is told to others: all that has an order. Amounts in the currency's smallest unit. */
export type PayNews = NotificationHead & (PaymentResult | RefundResult);

/** A notification of WeChat Pay, verified and decrypted. */
export type PayNotification = PayNews | (NotificationHead & (CombinedPayment | OtherNotification));

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

/** Orders of several merchants that a person paid at once (合单), up to 50: each is news of its own merchant. */
export type CombinedPayment = { readonly type: "combined"; readonly orders: readonly PayNews[] };

/** Something that nothing here acts on, by WeChat's name (`PAYSCORE.USER_OPEN_SERVICE`). */
export type OtherNotification = { readonly type: "other"; readonly eventType: string };
