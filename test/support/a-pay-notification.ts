import { createMemoryAccounts } from "../../shared/accounts/adapters/memory-accounts.ts";
import type { Clock } from "../../shared/kernel/application/ports/runtime.ts";
import { inboundDeduplicationId } from "../../shared/kernel/domain/ids.ts";
import { dedupKeyOf } from "../../shared/messages/domain/dedup-key.ts";
import type { InboundMessage } from "../../shared/messages/domain/inbound-message.ts";
import { createMemoryPayNews } from "../../shared/pay/adapters/memory-news.ts";
import { createTakeNotification } from "../../shared/pay/application/take-notification.ts";
import type { PaymentResult, PayNews, RefundResult } from "../../shared/pay/domain/notification.ts";
import { anAccount, NOON } from "./builders.ts";
import { fakeClock } from "./fake-clock.ts";
import { recordingObservability } from "./recording-observability.ts";
import { countingIds, recordingEvents } from "./recording-ports.ts";

export const MERCHANT = "1900000001";
export const SHOP = "wx_shop";
export const PAYER = "o-payer";

type Payment = Extract<PayNews, PaymentResult>;
type Refund = Extract<PayNews, RefundResult>;

export function aPayment(changes: Partial<Payment> = {}): Payment {
  return {
    id: "notice-1",
    createdAt: NOON + 1000,
    mchId: MERCHANT,
    appId: SHOP,
    openid: PAYER,
    type: "payment-succeeded",
    outTradeNo: "order-1",
    transactionId: "4200000001",
    amount: { total: 1250, currency: "CNY", payerTotal: 1200 },
    paidAt: NOON,
    attach: "table-7",
    ...changes,
  };
}

/** It names neither the account nor the payer, as those of WeChat Pay. */
export function aRefund(changes: Partial<Refund> = {}): Refund {
  return {
    id: "notice-2",
    createdAt: NOON + 5000,
    mchId: MERCHANT,
    type: "refund-finished",
    outTradeNo: "order-1",
    transactionId: "4200000001",
    refundId: "5030000001",
    outRefundNo: "refund-1",
    amount: { total: 1250, currency: "CNY", refund: 500, payerRefund: 480 },
    finishedAt: NOON + 4000,
    ...changes,
  };
}

type Wrap = <T extends object>(port: T) => T;

/** A fleet with one Official Account that is paid at; `taker` is one container's use case over its own copies of the ports. */
export async function aPaidFleet() {
  const accounts = createMemoryAccounts();
  await accounts.register(anAccount({ appId: SHOP, channel: "official", wxid: "gh_shop" }));
  const news = createMemoryPayNews();
  const events = recordingEvents();
  const observed = recordingObservability();
  const clock = fakeClock();
  const newId = countingIds("request");
  const received: InboundMessage[] = [];
  const inbound = {
    down: false,
    async receive(message: InboundMessage) {
      if (inbound.down) throw new Error("neither the queue nor the spool took it");
      received.push(message);
    },
  };
  return {
    accounts,
    news,
    events,
    clock,
    inbound,
    received,
    counts: observed.counts,
    lines: observed.lines,
    /** As the queue and the journal tell messages apart. */
    messages: () => new Set(received.map((one) => inboundDeduplicationId(one.appId, dedupKeyOf(one) ?? ""))),
    eventIds: () => new Set(events.published.map(({ detail }) => detail.eventId)),
    taker: (wrap: Wrap = (port) => port, time: Clock = clock) =>
      createTakeNotification({
        news: wrap(news),
        accounts: wrap(accounts),
        inbound: wrap(inbound),
        events: wrap(events),
        clock: time,
        newId,
        metrics: observed.metrics,
        log: observed.log,
      }),
  };
}
