import { expiryAfter, flag, type Item, keyPart, number, text } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { PayNewsRows } from "../application/ports/pay-news.ts";
import { eventIdOf, type NewsKey, paymentNewsKey } from "../domain/identity.ts";
import { KEPT_DAYS, keptNotificationSchema } from "../domain/kept-notification.ts";
import { TELLING_LEASE } from "../domain/lease.ts";

/** News of WeChat Pay in the table `journal`: all of an order in one partition. */
export function createDynamoPayNews(options: TableOptions): PayNewsRows {
  const table = createTable(options);
  const newsIn = (item: Item) => unpackJson(item, "news", keptNotificationSchema);

  return {
    async claim(news, owner, now) {
      const written = await table.update(
        keyOf(news),
        "SET #owner = :owner, #until = :until, #told = :untold, #news = if_not_exists(#news, :news), " +
          "#expiresAt = if_not_exists(#expiresAt, :expiresAt)",
        {
          ":owner": text(owner),
          ":until": number(now + TELLING_LEASE),
          ":untold": flag(false),
          ":news": packJson(news, "a notification"),
          ":expiresAt": expiryAfter(KEPT_DAYS, now),
        },
        {
          condition: {
            expression: "attribute_not_exists(#pk) OR (#told = :untold AND (#until <= :now OR #owner = :owner))",
            values: { ":now": number(now) },
          },
          returns: "ALL_NEW",
        },
      );
      if (!written.done) return { status: written.item?.told?.BOOL === true ? "told" : "held" };
      return { status: "claimed", news: newsIn(written.attributes ?? {}) };
    },

    async markTold(news) {
      const existing = { expression: "attribute_exists(#pk)" };
      await table.update(keyOf(news), "SET #told = :told", { ":told": flag(true) }, { condition: existing });
    },

    async isTold(news) {
      const item = await table.get(keyOf(news), { consistent: true });
      return item?.told?.BOOL === true;
    },

    async payment(key) {
      const item = await table.get(keyOf(paymentNewsKey(key)), { consistent: true });
      return item && newsIn(item);
    },
  };
}

function keyOf(news: NewsKey) {
  return { pk: `pay#${keyPart(news.mchId)}#${keyPart(news.outTradeNo)}`, sk: eventIdOf(news) };
}
