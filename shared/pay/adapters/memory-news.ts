import type { PayNewsRows } from "../application/ports/pay-news.ts";
import { eventIdOf, paymentNewsKey } from "../domain/identity.ts";
import { TELLING_LEASE } from "../domain/lease.ts";
import type { PayNews } from "../domain/notification.ts";

/** News of WeChat Pay in memory. */
export function createMemoryPayNews(): PayNewsRows {
  const rows = new Map<string, { news: PayNews; owner: string; until: number; told: boolean }>();
  return {
    async claim(given, owner, now) {
      const row = rows.get(eventIdOf(given));
      if (row?.told) return { status: "told" };
      if (row && row.until > now && row.owner !== owner) return { status: "held" };
      const news = row?.news ?? given;
      rows.set(eventIdOf(given), { news, owner, until: now + TELLING_LEASE, told: false });
      return { status: "claimed", news };
    },
    async markTold(news) {
      const row = rows.get(eventIdOf(news));
      if (row) row.told = true;
    },
    isTold: async (news) => rows.get(eventIdOf(news))?.told === true,
    payment: async (key) => rows.get(eventIdOf(paymentNewsKey(key)))?.news,
  };
}
