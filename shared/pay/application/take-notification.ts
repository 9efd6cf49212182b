import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import { cached } from "../../kernel/application/cached.ts";
import { inParallel } from "../../kernel/application/in-parallel.ts";
import type { Events } from "../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics, NewId } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { eventIdOf } from "../domain/identity.ts";
import { LOOK_EVERY, TELLING_LEASE, TOLD_PATIENCE } from "../domain/lease.ts";
import { type Payer, payMessageOf } from "../domain/message.ts";
import type { OtherNotification, PayNews, PayNotification } from "../domain/notification.ts";
import { payEventOf } from "./pay-event.ts";
import type { PayNewsRows } from "./ports/pay-news.ts";

export type TakeNotificationDeps = {
  readonly news: PayNewsRows;
  readonly accounts: Pick<Accounts, "get">;
  /** Puts a message where the fleet's other messages come in; resolves when it is safe. Throws `unavailable`. */
  readonly inbound: { receive(message: InboundMessage): Promise<unknown> };
  readonly events: Events;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * The reason of a request that came while another one told the same and did not wait for its end: nothing is wrong yet.
 * The other one tells its own trouble, and WeChat Pay repeats after the lease.
 */
export const BEING_TOLD = "being-told";

/** Combined orders that are told at the same time: 50 at the most have to be told while WeChat Pay waits. */
const ORDERS_AT_ONCE = 10;

/** How long a registered account's row is used before it is read again, ms. */
const ACCOUNT_CACHE = 5000;

/**
 * Takes a notification that was verified. Resolves when its news was told: as a message of the payer's chat, where the
 * account is one of the fleet and the payer is known, and as an event on the bus. WeChat Pay repeats a notification up to
 * 15 times; the news is told once. Where a process dies amid the telling, the next try tells it again, under the same
 * ids. Kinds that nothing here acts on are counted and logged. Throws `unavailable` where it could not be told, or where another request tells it and has not ended.
 */
export type TakeNotification = (notification: PayNotification) => Promise<void>;

export function createTakeNotification(deps: TakeNotificationDeps): TakeNotification {
  const { news, clock, metrics } = deps;
  const accounts = cached(clock, ACCOUNT_CACHE, (appId) => deps.accounts.get(appId));

  /** Of a refund the notification names nobody: the payer of its payment, at the account where the payment was. */
  async function payerOf(told: PayNews): Promise<Partial<Payer>> {
    if (told.type === "payment-succeeded") return payerIn(told);
    const payment = await news.payment(told);
    if (payment?.openid !== undefined) return payerIn(payment);
    return { ...(payment ? payerIn(payment) : {}), ...payerIn(told) };
  }

  async function tellChat(told: PayNews, { appId, openid }: Partial<Payer>): Promise<void> {
    const account = appId === undefined ? undefined : await accounts.get(appId);
    if (!account?.registered) {
      // It may be registered before the next payment.
      if (appId !== undefined) accounts.forget(appId);
      return metrics.count("PaymentWithoutAccount");
    }
    if (openid === undefined) return metrics.count("PaymentWithoutPayer");
    await deps.inbound.receive(payMessageOf(told, { appId: account.appId, openid }, account.wxid));
  }

  async function tell(told: PayNews, until: number): Promise<void> {
    const payer = await payerOf(told);
    await tellChat(told, payer);
    if (clock.now() >= until) throw notYet(told, "telling a payment took too long; another try tells it");
    await deps.events.publish([payEventOf(told, payer)]);
    metrics.count("PaymentNotified", 1, { type: told.type });
    await news.markTold(told);
  }

  async function awaitTold(notification: PayNews): Promise<void> {
    for (let waited = 0; waited < TOLD_PATIENCE; waited += LOOK_EVERY) {
      await clock.sleep(LOOK_EVERY);
      if (await news.isTold(notification)) return;
    }
    throw notYet(notification, "another request tells of this payment, and has not ended", BEING_TOLD);
  }

  function leave({ id, mchId, eventType }: Extract<PayNotification, OtherNotification>): void {
    metrics.count("PayNotificationUnread");
    deps.log.info("nothing here acts on a notification of this kind", { notificationId: id, mchId, eventType });
  }

  async function take(notification: PayNews): Promise<void> {
    const now = clock.now();
    const claim = await news.claim(notification, deps.newId(), now);
    if (claim.status === "claimed") return tell(claim.news, now + TELLING_LEASE);
    metrics.count("PaymentRepeated");
    if (claim.status === "held") await awaitTold(notification);
  }

  return async (notification) => {
    if (notification.type === "other") return leave(notification);
    if (notification.type === "combined") return inParallel(notification.orders, ORDERS_AT_ONCE, take);
    return take(notification);
  };
}

function payerIn({ appId, openid }: PayNews): Partial<Payer> {
  return { ...(appId === undefined ? {} : { appId }), ...(openid === undefined ? {} : { openid }) };
}

function notYet(news: PayNews, message: string, reason = "not-told"): AppError {
  return new AppError("unavailable", message, { retryable: true, details: { reason, eventId: eventIdOf(news) } });
}
