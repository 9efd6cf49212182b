import { describe, expect, it } from "vitest";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { TIMEOUTS } from "../../../../shared/names.ts";
import { TELLING_LEASE } from "../../../../shared/pay/domain/lease.ts";
import { aPaidFleet, aPayment, aRefund, MERCHANT, PAYER, SHOP } from "../../../support/a-pay-notification.ts";
import { anAccount, NOON } from "../../../support/builders.ts";

const HOUR = 3_600_000;

describe("a payment that WeChat Pay tells of", () => {
  it("becomes one event and one message of the payer's chat", async () => {
    const fleet = await aPaidFleet();
    await fleet.taker()(aPayment());
    expect(fleet.events.published).toEqual([
      {
        type: "PaymentSucceeded",
        detail: {
          eventId: expect.stringMatching(/^pay_[0-9a-f]{32}$/),
          mchId: MERCHANT,
          appId: SHOP,
          openid: PAYER,
          outTradeNo: "order-1",
          transactionId: "4200000001",
          amount: { total: 1250, currency: "CNY", payerTotal: 1200 },
          attach: "table-7",
          at: NOON,
        },
      },
    ]);
    expect(fleet.received).toEqual([
      expect.objectContaining({
        kind: "payment",
        appId: SHOP,
        wxid: "gh_shop",
        conversationId: PAYER,
        sender: PAYER,
        sentAt: NOON,
        vendorKey: fleet.events.published[0]?.detail.eventId,
        total: 1250,
        attach: "table-7",
      }),
    ]);
    expect(fleet.counts.get('PaymentNotified{"type":"payment-succeeded"}')).toBe(1);
  });

  it("is told once of 15 repetitions, some at once, one 23 hours later, all under ids of their own", async () => {
    const fleet = await aPaidFleet();
    const takes = [fleet.taker(), fleet.taker()];
    for (let tries = 0; tries < 14; tries += 2) {
      await Promise.all(takes.map((take, index) => take(aPayment({ id: `notice-${tries + index}` }))));
      fleet.clock.advance(HOUR / 2);
    }
    fleet.clock.advance(23 * HOUR);
    await takes[0]?.(aPayment({ id: "notice-15", createdAt: NOON + 23 * HOUR }));
    expect(fleet.events.types()).toEqual(["PaymentSucceeded"]);
    expect(fleet.received).toHaveLength(1);
    expect(fleet.counts.get("PaymentRepeated")).toBe(14);
  });

  it("of several merchants at once is told for each, once, also where the telling broke off amid them", async () => {
    const fleet = await aPaidFleet();
    const numbers = Array.from({ length: 50 }, (_, n) => `order-${n}`);
    const orders = numbers.map((outTradeNo, n) => aPayment({ outTradeNo, mchId: `${1_900_000_000 + (n % 3)}` }));
    const { id, createdAt, mchId } = aPayment();
    const combined = { id, createdAt, mchId, type: "combined", orders } as const;
    const publish = fleet.events.publish;
    let left = 17;
    fleet.events.publish = async (events) => {
      if (left-- <= 0) throw new AppError("unavailable", "the bus is away", { retryable: true });
      return publish(events);
    };
    await expect(fleet.taker()(combined)).rejects.toMatchObject({ code: "unavailable" });
    expect(fleet.events.published).toHaveLength(17);
    fleet.events.publish = publish;
    fleet.clock.advance(TELLING_LEASE);
    await fleet.taker()(combined);
    await fleet.taker()(combined);
    expect(fleet.events.published.map(({ detail }) => detail.outTradeNo).toSorted()).toEqual(numbers.toSorted());
    expect(fleet.eventIds().size).toBe(50);
    expect(fleet.messages().size).toBe(50);
  });

  it.each([
    ["another order", { outTradeNo: "order-2" }],
    ["another transaction of the order", { transactionId: "4200000002" }],
    ["another merchant", { mchId: "1900000002" }],
  ])("is other news of %s", async (_what, changes) => {
    const fleet = await aPaidFleet();
    await fleet.taker()(aPayment());
    await fleet.taker()(aPayment(changes));
    expect(fleet.eventIds().size).toBe(2);
    expect(fleet.messages().size).toBe(2);
  });

  it.each([
    ["its account is not one of the fleet", { appId: "wx_stranger" }, "PaymentWithoutAccount"],
    ["no account is named", { appId: undefined }, "PaymentWithoutAccount"],
    ["no payer is named", { openid: undefined }, "PaymentWithoutPayer"],
  ] as const)("is told on the bus alone where %s", async (_what, { ...missing }, count) => {
    const fleet = await aPaidFleet();
    const { appId, openid, ...rest } = { ...aPayment(), ...missing };
    await fleet.taker()({ ...rest, ...(appId ? { appId } : {}), ...(openid ? { openid } : {}) });
    expect(fleet.events.types()).toEqual(["PaymentSucceeded"]);
    expect(fleet.received).toEqual([]);
    expect(fleet.counts.get(count)).toBe(1);
  });

  it("is told on the bus alone where its account only sent callbacks so far", async () => {
    const fleet = await aPaidFleet();
    await fleet.accounts.flagUnknown("wx_seen", "gh_seen", NOON);
    await fleet.taker()(aPayment({ appId: "wx_seen" }));
    expect([fleet.events.types(), fleet.received]).toEqual([["PaymentSucceeded"], []]);
  });

  it("is refused while neither queue nor bus takes it, and told by a later try under the same ids", async () => {
    const fleet = await aPaidFleet();
    fleet.inbound.down = true;
    await expect(fleet.taker()(aPayment())).rejects.toThrow("neither the queue");
    fleet.inbound.down = false;
    fleet.events.down.now = true;
    fleet.clock.advance(15_000);
    await expect(fleet.taker()(aPayment({ id: "again" }))).rejects.toThrow("the bus is not available");
    fleet.events.down.now = false;
    fleet.clock.advance(15_000);
    await fleet.taker()(aPayment({ id: "once more" }));
    expect(fleet.eventIds().size).toBe(1);
    expect(fleet.messages().size).toBe(1);
  });

  it("is answered as not taken while another request tells it and does not end", async () => {
    const fleet = await aPaidFleet();
    await fleet.news.claim(aPayment(), "another", fleet.clock.now());
    const from = fleet.clock.now();
    const refused = await fleet
      .taker()(aPayment())
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AppError);
    expect(refused).toMatchObject({ code: "unavailable", retryable: true, details: { reason: "being-told" } });
    expect(fleet.clock.now() - from).toBeLessThanOrEqual(1000);
    expect(fleet.events.published).toEqual([]);
  });

  it("is taken at once when the other request ends meanwhile", async () => {
    const fleet = await aPaidFleet();
    await fleet.news.claim(aPayment(), "another", fleet.clock.now());
    const ends = { ...fleet.clock, sleep: () => fleet.news.markTold(aPayment()) };
    await fleet.taker(undefined, ends)(aPayment());
    expect(fleet.events.published).toEqual([]);
  });

  it("is not told on the bus by a process that slept over its lease", async () => {
    const fleet = await aPaidFleet();
    const slow: typeof fleet.inbound.receive = async () => fleet.clock.advance(13_000);
    fleet.inbound.receive = slow;
    await expect(fleet.taker()(aPayment())).rejects.toMatchObject({ code: "unavailable" });
    expect(fleet.events.published).toEqual([]);
  });
});

it("a payment's lease outlasts the function, and ends before WeChat Pay repeats", () => {
  expect(TELLING_LEASE).toBeGreaterThan(TIMEOUTS.payCallback * 1000);
  expect(TELLING_LEASE).toBeLessThan(15_000);
});

describe("a notification of a kind that nothing here acts on", () => {
  it("is taken and counted, and not told", async () => {
    const fleet = await aPaidFleet();
    const { id, createdAt, mchId } = aPayment();
    await fleet.taker()({ id, createdAt, mchId, type: "other", eventType: "PAYSCORE.USER_OPEN_SERVICE" });
    expect(fleet.events.published).toEqual([]);
    expect(fleet.counts.get("PayNotificationUnread")).toBe(1);
    expect(fleet.lines).toMatchObject([{ level: "info", fields: { mchId, eventType: "PAYSCORE.USER_OPEN_SERVICE" } }]);
  });
});

describe("a refund that WeChat Pay tells of", () => {
  it("goes to the payer of its payment", async () => {
    const fleet = await aPaidFleet();
    await fleet.taker()(aPayment());
    await fleet.taker()(aRefund());
    expect(fleet.events.published[1]).toMatchObject({
      type: "RefundFinished",
      detail: { appId: SHOP, openid: PAYER, refundId: "5030000001", amount: { refund: 500, payerRefund: 480 } },
    });
    expect(fleet.received[1]).toMatchObject({
      kind: "refund",
      status: "finished",
      conversationId: PAYER,
      sender: "",
      refund: 500,
      sentAt: NOON + 4000,
    });
  });

  it("goes to the account where the payer is known, whatever account it names itself", async () => {
    const fleet = await aPaidFleet();
    await fleet.accounts.register(anAccount({ appId: "wx_provider", channel: "official", wxid: "gh_provider" }));
    await fleet.taker()(aPayment());
    await fleet.taker()(aRefund({ appId: "wx_provider" }));
    expect(fleet.received[1]).toMatchObject({ appId: SHOP, conversationId: PAYER });
    expect(fleet.events.published[1]?.detail).toMatchObject({ appId: SHOP, openid: PAYER });
  });

  it("is told on the bus alone where its payment is not known", async () => {
    const fleet = await aPaidFleet();
    await fleet.taker()(aRefund({ outTradeNo: "order-9" }));
    expect(fleet.events.published[0]?.detail).not.toHaveProperty("openid");
    expect(fleet.received).toEqual([]);
  });

  it("may be abnormal first and finish later: two events; each refund of an order is news of its own", async () => {
    const fleet = await aPaidFleet();
    await fleet.taker()(aPayment());
    const { finishedAt: _none, ...open } = aRefund({ type: "refund-abnormal" });
    await fleet.taker()(open);
    await fleet.taker()(aRefund());
    await fleet.taker()(aRefund({ type: "refund-closed", refundId: "5030000002" }));
    expect(fleet.events.types()).toEqual(["PaymentSucceeded", "RefundAbnormal", "RefundFinished", "RefundClosed"]);
    expect(fleet.received[1]).toMatchObject({ status: "abnormal", undated: true });
    expect(fleet.eventIds().size).toBe(4);
  });

  it("has the time of its first notification in every repetition where it has none of its own", async () => {
    const fleet = await aPaidFleet();
    await fleet.taker()(aPayment());
    const { finishedAt: _none, ...open } = aRefund({ type: "refund-abnormal" });
    fleet.events.down.now = true;
    await fleet
      .taker()(open)
      .catch(() => undefined);
    fleet.events.down.now = false;
    fleet.clock.advance(15_000);
    await fleet.taker()({ ...open, id: "another", createdAt: open.createdAt + 15_000 });
    expect(fleet.events.published[1]?.detail.at).toBe(open.createdAt);
    expect(new Set(fleet.received.slice(1).map(({ sentAt }) => sentAt))).toEqual(new Set([open.createdAt]));
  });

  it("goes to an account that was registered after the payment", async () => {
    const fleet = await aPaidFleet();
    const take = fleet.taker();
    await take(aPayment({ appId: "wx_late" }));
    await fleet.accounts.register(anAccount({ appId: "wx_late", channel: "mini-program", wxid: "gh_late" }));
    await take(aRefund());
    expect(fleet.received).toMatchObject([{ kind: "refund", appId: "wx_late" }]);
  });
});
