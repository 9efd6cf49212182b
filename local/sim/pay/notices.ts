import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import type { LocalClock } from "../../clock.ts";
import { createDocuments } from "../documents.ts";
import type { Delivery } from "../wechat-api/callbacks/queue.ts";
import type { PayNews } from "./orders.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * After how long WeChat Pay repeats a notification that was not taken, ms.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791861
 */
export const REPEATS: readonly number[] = [
  ...[15, 15, 30].map((seconds) => seconds * SECOND),
  ...[3, 10, 20, 30, 30, 30, 60].map((minutes) => minutes * MINUTE),
  ...[3, 3, 3, 6, 6].map((hours) => hours * HOUR),
];

/** The longest that one timer runs, ms: the clock may be moved meanwhile. */
const LONGEST_TIMER = 60_000;

const noticeSchema = z.object({
  n: z.int(),
  mchId: z.string(),
  outTradeNo: z.string(),
  id: z.string(),
  createdAt: z.number(),
  eventType: z.string(),
  originalType: z.string(),
  resource: z.record(z.string(), z.unknown()),
  /** Tries so far, each with its HTTP status; 0: no answer within 5 s. */
  statuses: z.array(z.int()),
  state: z.enum(["waiting", "taken", "given-up"]),
  dueAt: z.number(),
});

export type Notice = z.infer<typeof noticeSchema>;

export type PayNotices = {
  /** Tells a merchant; resolves with the outcome of the first try, further ones follow by the clock. */
  tell(mchId: string, outTradeNo: string, news: PayNews): Promise<Delivery>;
  /** Tells the newest news of an order once more, whether it was taken or not. Undefined: there was no news. */
  repeat(outTradeNo: string): Promise<Delivery | undefined>;
  of(outTradeNo: string): readonly Notice[];
  stop(): void;
};

/** Notifications on their way to merchants: durable, and repeated by the clock until they are taken, 15 times at most. */
export function createNotices(options: {
  readonly db: DatabaseSync;
  readonly clock: Pick<LocalClock, "now" | "onAdvance">;
  /** One try; resolves to the HTTP status. */
  readonly post: (notice: Notice) => Promise<number>;
}): PayNotices {
  const { db, clock, post } = options;
  const notices = createDocuments(db, "payNotices", noticeSchema);
  const all = () => notices.startingWith("").map(({ document }) => document);
  const waiting = new Map(all().flatMap((notice) => (notice.state === "waiting" ? [[notice.n, notice]] : [])));
  const busy = new Set<number>();
  let last = all().at(-1)?.n ?? 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function keep(notice: Notice): void {
    notices.put(idOf(notice.n), notice);
    if (notice.state === "waiting") waiting.set(notice.n, notice);
    else waiting.delete(notice.n);
  }

  function demand(n: number): Notice {
    const notice = notices.get(idOf(n));
    if (!notice) throw new Error(`there is no notification ${n}`);
    return notice;
  }

  async function attempt(n: number): Promise<Delivery> {
    busy.add(n);
    const status = await post(demand(n)).finally(() => busy.delete(n));
    const delivered = status === 200 || status === 204;
    if (stopped) return { delivered, status };
    // Others may have tried it meanwhile.
    const before = demand(n);
    const statuses = [...before.statuses, status];
    const pause = REPEATS[statuses.length - 1];
    const open = pause === undefined ? "given-up" : "waiting";
    const state = delivered || before.state === "taken" ? "taken" : open;
    keep({ ...before, statuses, state, dueAt: clock.now() + (pause ?? 0) });
    plan();
    return { delivered, status };
  }

  /** Those that are due go out now; a timer waits for the next one. */
  function plan(): void {
    clearTimeout(timer);
    if (stopped) return;
    const now = clock.now();
    const idle = [...waiting.values()].filter(({ n }) => !busy.has(n));
    for (const { n } of idle.filter(({ dueAt }) => dueAt <= now)) {
      attempt(n).catch((error: unknown) => {
        if (!stopped) console.error("the simulator failed to repeat a notification of WeChat Pay", error);
      });
    }
    const next = Math.min(...idle.map(({ dueAt }) => dueAt).filter((dueAt) => dueAt > now));
    if (Number.isFinite(next)) timer = setTimeout(plan, Math.min(next - now, LONGEST_TIMER));
  }

  const stopListening = clock.onAdvance(plan);
  plan();
  return {
    async tell(mchId, outTradeNo, { eventType, originalType, resource }) {
      last += 1;
      const n = last;
      const createdAt = clock.now();
      const news = { eventType, originalType, resource: { ...resource } };
      const first = { statuses: [], state: "waiting" as const, dueAt: createdAt };
      keep({ n, mchId, outTradeNo, id: randomUUID(), createdAt, ...news, ...first });
      return attempt(n);
    },
    async repeat(outTradeNo) {
      const newest = all().findLast((notice) => notice.outTradeNo === outTradeNo);
      return newest && attempt(newest.n);
    },
    of: (outTradeNo) => all().filter((notice) => notice.outTradeNo === outTradeNo),
    stop() {
      stopped = true;
      clearTimeout(timer);
      stopListening();
    },
  };
}

/** In the order in which they were told. */
function idOf(n: number): string {
  return String(n).padStart(12, "0");
}
