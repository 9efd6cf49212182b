import type { BucketLimits } from "../../../kernel/domain/rate.ts";
import type { AheadBuckets, Taken } from "../ports/outbound.ts";
import { createPurse, type Purse } from "./purse.ts";

type Ask = { readonly wanted: number; readonly limits: BucketLimits; readonly now: number };
type Waiting = Ask & { readonly answer: PromiseWithResolvers<Taken> };

/** A process' way to one bucket. */
export type Pocket = {
  /** Takes from the purse, and from the bucket what the purse does not have. */
  take(ask: Ask): Taken | Promise<Taken>;
  /** Gives the bucket back what is in the purse. */
  giveBack(now: number): Promise<void>;
  /** Takes nothing ahead before `end`, epoch ms. */
  calm(end: number): void;
  /** When tokens were taken last, epoch ms. */
  lastUse(): number;
};

const ENOUGH: Taken = { granted: 0, waitMs: 0 };

/** One take from the bucket at a time: what is asked for meanwhile goes together into the next one. */
export function createPocket(bucket: string, buckets: AheadBuckets, first: Ask): Pocket {
  let purse = createPurse(first.limits, first.now);
  let waiting: Waiting[] = [];
  let isTaking = false;

  function purseFor({ limits, now }: Ask): Purse {
    if (!purse.fits(limits, now)) purse = createPurse(limits, now);
    return purse;
  }

  async function takeInto(of: Purse, wanted: number, now: number): Promise<Taken> {
    const { extra, lapsed } = of.ask(now);
    const taken = await buckets.takeAhead(bucket, { wanted, extra, lapsed }, of.limits, now);
    of.fill(taken, extra, now);
    return taken;
  }

  async function serve(asks: readonly Waiting[]): Promise<void> {
    const latest = asks.reduce((a, b) => (b.now >= a.now ? b : a));
    const of = purseFor(latest);
    const wanted = asks.reduce((sum, ask) => sum + ask.wanted, 0);
    const missing = Math.max(0, wanted - of.held(latest.now));
    const taken = missing > 0 ? await takeInto(of, missing, latest.now) : ENOUGH;
    let left = of.deal(wanted - missing) + taken.granted;
    of.used(left, latest.now);
    for (const { wanted: own, answer } of asks) {
      const granted = Math.min(own, left);
      left -= granted;
      const waitMs = granted < own ? taken.waitMs : 0;
      answer.resolve({ granted, waitMs, ...(taken.tripped ? { tripped: true } : {}) });
    }
  }

  async function serveAll(): Promise<void> {
    if (isTaking) return;
    isTaking = true;
    while (waiting.length > 0) {
      const asks = waiting;
      waiting = [];
      try {
        await serve(asks);
      } catch (error) {
        for (const { answer } of asks) answer.reject(error);
      }
    }
    isTaking = false;
  }

  return {
    take(ask) {
      const { wanted, now } = ask;
      const of = purseFor(ask);
      if (!isTaking && of.held(now) >= wanted) {
        of.deal(wanted);
        of.used(wanted, now);
        return { granted: wanted, waitMs: 0 };
      }
      const answer = Promise.withResolvers<Taken>();
      waiting.push({ ...ask, answer });
      void serveAll();
      return answer.promise;
    },
    async giveBack(now) {
      if (!purse.fits(purse.limits, now)) return;
      const { held, lapsed } = purse.empty(now);
      if (held + lapsed > 0) await buckets.refund(bucket, held, purse.limits, now, lapsed);
    },
    calm: (end) => purse.calm(end),
    lastUse: () => purse.lastUse(),
  };
}
