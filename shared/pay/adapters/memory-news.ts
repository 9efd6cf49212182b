import type { PayNewsRows } from "../application/ports/pay-news.ts";
import { type NewsKey, newsKeyOf, paymentNewsKey } from "../domain/identity.ts";
import { TELLING_LEASE } from "../domain/lease.ts";
import type { PayNews } from "../domain/notification.ts";

/** News of WeChat Pay in memory. */
export function createMemoryPayNews(): PayNewsRows {
  const rows = new Map<string, { news: PayNews; owner: string; until: number; told: boolean }>();
  const wordOf = (news: NewsKey) => JSON.stringify(newsKeyOf(news));
  return {
    async claim(given, owner, now) {
      const row = rows.get(wordOf(given));
      if (row?.told) return { status: "told" };
      if (row && row.until > now && row.owner !== owner) return { status: "held" };
      const news = row?.news ?? given;
      rows.set(wordOf(given), { news, owner, until: now + TELLING_LEASE, told: false });
      return { status: "claimed", news };
    },
    async markTold(news) {
      const row = rows.get(wordOf(news));
      if (row) row.told = true;
    },
    isTold: async (news) => rows.get(wordOf(news))?.told === true,
    payment: async (key) => rows.get(wordOf(paymentNewsKey(key)))?.news,
  };
}
