import { bucketDay } from "../../kernel/domain/rate.ts";
import type { AiBudgets } from "../application/ports/ai.ts";
import { type AiCharge, NOTICE_TIMEOUT } from "../domain/usage.ts";

type Day = {
  tokens: number;
  micros: number;
  open: Map<string, AiCharge>;
  noticeAt: number | undefined;
  noticed: boolean;
};

/** Budgets in memory. */
export function createMemoryAiBudgets(): AiBudgets {
  const days = new Map<string, Day>();

  function dayOf(appId: string, day: string): Day {
    const key = JSON.stringify([appId, day]);
    const known = days.get(key) ?? { tokens: 0, micros: 0, open: new Map(), noticeAt: undefined, noticed: false };
    days.set(key, known);
    return known;
  }

  return {
    async reserve(appId, taskId, charge, allowance, now) {
      const day = bucketDay(now);
      const stored = dayOf(appId, day);
      const earlier = stored.open.get(taskId);
      if (earlier) return { appId, taskId, day, ...earlier };
      const fits =
        stored.tokens + charge.tokens <= allowance.tokens &&
        (allowance.micros === null || stored.micros + charge.micros <= allowance.micros);
      if (!fits) return undefined;
      stored.tokens += charge.tokens;
      stored.micros += charge.micros;
      stored.open.set(taskId, charge);
      return { appId, taskId, day, ...charge };
    },
    async settle({ appId, taskId, day, tokens, micros }, used) {
      const stored = dayOf(appId, day);
      if (!stored.open.delete(taskId)) return;
      stored.tokens += used.tokens - tokens;
      stored.micros += used.micros - micros;
    },
    async used(appId, now) {
      const { tokens, micros } = dayOf(appId, bucketDay(now));
      return { tokens, micros };
    },
    async claimNotice(appId, now) {
      const stored = dayOf(appId, bucketDay(now));
      if (stored.noticeAt !== undefined && (stored.noticed || stored.noticeAt > now - NOTICE_TIMEOUT)) return false;
      stored.noticeAt = now;
      return true;
    },
    async noticeGiven(appId, now) {
      dayOf(appId, bucketDay(now)).noticed = true;
    },
  };
}
