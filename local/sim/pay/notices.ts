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

/** Notifications as they are kept, those that wait beside all. */
function createShelf(db: DatabaseSync) {
  const notices = createDocuments(db, "payNotices", noticeSchema);
  const all = () => notices.startingWith("").map(({ document }) => document);
  const waiting = new Map(all().flatMap((notice) => (notice.state === "waiting" ? [[notice.n, notice]] : [])));
  let last = all().at(-1)?.n ?? 0;
  return {
    all,
    waiting: () => [...waiting.values()],
    next: () => ++last,
    keep(notice: Notice): void {
      notices.put(idOf(notice.n), notice);
      if (notice.state === "waiting") waiting.set(notice.n, notice);
      else waiting.delete(notice.n);
    },
    demand(n: number): Notice {
      const notice = notices.get(idOf(n));
      if (!notice) throw new Error(`there is no notification ${n}`);
      return notice;
    },
  };
}

type NoticeOptions = {
  readonly db: DatabaseSync;
  readonly clock: Pick<LocalClock, "now" | "onAdvance">;
  /** One try; resolves to the HTTP status. */
  readonly post: (notice: Notice) => Promise<number>;
};

/** Notifications on their way to merchants: durable, and repeated by the clock until they are taken, 15 times at most. */
export function createNotices({ db, clock, post }: NoticeOptions): PayNotices {
  const shelf = createShelf(db);
  const tries = createTries(shelf, clock, post);
  return {
    async tell(mchId, outTradeNo, { eventType, originalType, resource }) {
      const n = shelf.next();
      const createdAt = clock.now();
      const news = { eventType, originalType, resource: { ...resource } };
      const first = { statuses: [], state: "waiting" as const, dueAt: createdAt };
      shelf.keep({ n, mchId, outTradeNo, id: randomUUID(), createdAt, ...news, ...first });
      return tries.attempt(n);
    },
    async repeat(outTradeNo) {
      const newest = shelf.all().findLast((notice) => notice.outTradeNo === outTradeNo);
      return newest && tries.attempt(newest.n);
    },
    of: (outTradeNo) => shelf.all().filter((notice) => notice.outTradeNo === outTradeNo),
    stop: tries.stop,
  };
}

function createTries(
  shelf: ReturnType<typeof createShelf>,
  clock: NoticeOptions["clock"],
  post: NoticeOptions["post"],
) {
  const busy = new Set<number>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function attempt(n: number): Promise<Delivery> {
    busy.add(n);
    const status = await post(shelf.demand(n)).finally(() => busy.delete(n));
    const delivered = status === 200 || status === 204;
    if (stopped) return { delivered, status };
    // Others may have tried it meanwhile.
    const before = shelf.demand(n);
    const statuses = [...before.statuses, status];
    const pause = REPEATS[statuses.length - 1];
    const open = pause === undefined ? "given-up" : "waiting";
    const state = delivered || before.state === "taken" ? "taken" : open;
    shelf.keep({ ...before, statuses, state, dueAt: clock.now() + (pause ?? 0) });
    plan();
    return { delivered, status };
  }

  /** Those that are due go out now; a timer waits for the next one. */
  function plan(): void {
    clearTimeout(timer);
    if (stopped) return;
    const now = clock.now();
    const idle = shelf.waiting().filter(({ n }) => !busy.has(n));
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
    attempt,
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
