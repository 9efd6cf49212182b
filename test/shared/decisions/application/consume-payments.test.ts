import { describe, expect, it } from "vitest";
import type { Channel } from "../../../../shared/accounts/domain/channel.ts";
import { windowState } from "../../../../shared/accounts/domain/windows.ts";
import type { Envelope } from "../../../../shared/inbound/domain/envelope.ts";
import { dedupKeyOf } from "../../../../shared/messages/domain/dedup-key.ts";
import { shownOf } from "../../../../shared/messages/domain/kinds.ts";
import { payMessageOf } from "../../../../shared/pay/domain/message.ts";
import type { PayNews } from "../../../../shared/pay/domain/notification.ts";
import { setUpConsumer } from "../../../support/a-consumer.ts";
import { aPayment, aRefund, PAYER, SHOP } from "../../../support/a-pay-notification.ts";
import { setUpSender, unlimited } from "../../../support/a-sender.ts";
import { aCommand, anAccount, aRule, NOON } from "../../../support/builders.ts";

const HOUR = 3_600_000;

function told(news: PayNews, id: string): Envelope {
  const message = payMessageOf(news, { appId: SHOP, openid: PAYER }, "gh_shop");
  return { id, appId: SHOP, dedupKey: dedupKeyOf(message) ?? id, receivedAt: NOON + 9000, message };
}

const shop = (channel: Channel = "official") => anAccount({ appId: SHOP, channel, wxid: "gh_shop" });

const PAID = aRule({
  id: "paid",
  match: { type: "event", events: ["payment"], keys: ["table-7"] },
  actions: [
    {
      type: "reply",
      text: "已收到 {{event.field.amount}} 元（{{event.field.currency}}），{{event.field.outTradeNo}}，{{event.field.attach}}，{{event.person}}",
    },
  ],
});
const REFUNDED = aRule({
  id: "refunded",
  match: { type: "event", events: ["refund"], keys: ["finished"] },
  actions: [
    {
      type: "reply",
      text: "已退款 {{event.field.amount}}/{{event.field.total}} 元，{{event.field.refundId}}，{{event.person}}",
    },
  ],
});

const textsIn = (world: ReturnType<typeof setUpConsumer>) =>
  world.outbound.accepted().map(({ to, content }) => [to, content.type === "text" ? content.text : content.type]);

describe("payments and refunds in the consumer", () => {
  it("are events for rules, whose texts may name the amount, and are in the journal", async () => {
    const world = setUpConsumer([PAID, REFUNDED], undefined, { accounts: [shop()] });
    await world.consume([told(aPayment(), "env-1"), told(aRefund(), "env-2")]);
    expect(textsIn(world)).toEqual([
      [PAYER, `已收到 12.50 元（CNY），order-1，table-7，${PAYER}`],
      [PAYER, `已退款 5.00/12.50 元，5030000001，${PAYER}`],
    ]);
    expect(world.journal.entries().map(({ message }) => shownOf(message))).toEqual([
      "[支付]￥12.50",
      "[退款到账]￥5.00",
    ]);
  });

  it("are decided once, however often they come", async () => {
    const world = setUpConsumer([PAID], undefined, { accounts: [shop()] });
    await world.consume([told(aPayment(), "env-1")]);
    await world.consume([told(aPayment({ id: "another", createdAt: NOON + HOUR }), "env-2")]);
    expect(textsIn(world)).toHaveLength(1);
    expect(world.counts.get("InboundReplayed")).toBe(1);
  });

  it.each([
    ["another key", aPayment({ attach: "table-8" })],
    ["an abnormal refund", aRefund({ type: "refund-abnormal" })],
    ["a closed refund", aRefund({ type: "refund-closed" })],
  ])("do not match for %s", async (_what, news) => {
    const world = setUpConsumer([PAID, REFUNDED], undefined, { accounts: [shop()] });
    await world.consume([told(news, "env-1")]);
    expect(textsIn(world)).toEqual([]);
  });

  it("open the window of an Official Account for 48 hours and any number of messages, and those of refunds open none", async () => {
    const world = setUpConsumer([], undefined, { accounts: [shop()] });
    await world.consume([told(aRefund(), "env-1"), told(aPayment(), "env-2")]);
    const stored = await world.profiles.get(SHOP, PAYER, NOON);
    expect(stored?.profile.acted?.last).toEqual({ payment: NOON });
    expect(stored?.profile.months["2026-03"]?.kinds).toEqual({ payment: 1 });
    expect(windowState(shop(), stored?.profile.acted, NOON + 47 * HOUR)).toEqual({
      state: "open",
      windows: [{ by: "payment", until: NOON + 48 * HOUR }],
    });
  });

  it.each([
    ["official", 47, "sent"],
    ["official", 97, "failed"],
    ["mini-program", 97, "failed"],
  ] as const)(
    "let a message go out to a person of %s who did nothing else, %i hours later: %s",
    async (channel, hours, end) => {
      const world = setUpConsumer([], undefined, { accounts: [shop(channel)] });
      await world.consume([told(aPayment(), "env-1")]);
      const acted = (await world.profiles.get(SHOP, PAYER, NOON))?.profile;
      const sender = setUpSender([], [unlimited({ appId: SHOP, channel, state: "ONLINE", createdAt: 0 })]);
      if (!acted) throw new Error("the payer has no profile");
      await sender.profiles.put(acted, 0, NOON);
      sender.clock.advance(NOON + hours * HOUR - sender.clock.now());
      const notAfter = sender.clock.now() + HOUR;
      await sender.send([aCommand({ id: "c1", appId: SHOP, to: PAYER, notAfter })]);
      expect(await sender.stateOf("c1")).toBe(end);
    },
  );
});
