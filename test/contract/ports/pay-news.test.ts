import { expect, it } from "vitest";
import { aPayment, aRefund } from "../../support/a-pay-notification.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const LEASE = 12_000;

onEveryStorage("news of WeChat Pay", (fresh) => {
  it("belongs to one owner until the lease ends, and is then taken over as it was first told", async () => {
    const { payNews } = await fresh();
    const first = aPayment();
    expect(await payNews.claim(first, "a", NOON)).toEqual({ status: "claimed", news: first });
    expect(await payNews.claim(first, "a", NOON)).toEqual({ status: "claimed", news: first });
    const again = aPayment({ id: "another", createdAt: NOON + 99_000 });
    expect(await payNews.claim(again, "b", NOON + LEASE - 1)).toEqual({ status: "held" });
    expect(await payNews.isTold(first)).toBe(false);
    expect(await payNews.claim(again, "b", NOON + LEASE)).toEqual({ status: "claimed", news: first });
    expect(await payNews.claim(first, "a", NOON + LEASE + 1)).toEqual({ status: "held" });
  });

  it("stays told, whose lease it is and however long it is ago", async () => {
    const { payNews } = await fresh();
    await payNews.claim(aRefund(), "a", NOON);
    await payNews.markTold(aRefund({ id: "another" }));
    expect(await payNews.isTold(aRefund())).toBe(true);
    const late = NOON + 9 * 86_400_000;
    expect(await payNews.claim(aRefund(), "a", late)).toEqual({ status: "told" });
    expect(await payNews.claim(aRefund(), "b", late)).toEqual({ status: "told" });
  });

  it("is told apart by type, merchant, order, transaction and refund", async () => {
    const { payNews } = await fresh();
    const all = [
      aPayment(),
      aPayment({ mchId: "2" }),
      aPayment({ outTradeNo: "order-2" }),
      aPayment({ transactionId: "2" }),
      aPayment({ outTradeNo: "a#b", transactionId: "c" }),
      aPayment({ outTradeNo: "a", transactionId: "b#c" }),
      aRefund(),
      aRefund({ type: "refund-abnormal" }),
      aRefund({ type: "refund-closed" }),
      aRefund({ refundId: "2" }),
    ];
    for (const [index, news] of all.entries()) {
      expect(await payNews.claim(news, `owner-${index}`, NOON)).toEqual({ status: "claimed", news });
    }
    await payNews.markTold(aPayment());
    expect(await Promise.all(all.map((news) => payNews.isTold(news)))).toEqual(all.map((_news, index) => index === 0));
  });

  it("marks nothing that was never claimed", async () => {
    const { payNews } = await fresh();
    await payNews.markTold(aPayment());
    expect(await payNews.isTold(aPayment())).toBe(false);
    expect(await payNews.claim(aPayment(), "a", NOON)).toMatchObject({ status: "claimed" });
  });

  it("tells the payment of a refund, and of no other order", async () => {
    const { payNews } = await fresh();
    expect(await payNews.payment(aRefund())).toBeUndefined();
    await payNews.claim(aPayment(), "a", NOON);
    expect(await payNews.payment(aRefund())).toEqual(aPayment());
    expect(await payNews.payment(aRefund({ transactionId: "2" }))).toBeUndefined();
  });
});
