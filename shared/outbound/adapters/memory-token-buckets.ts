import { aheadOf, available, type BucketState, bucketDay, emissionInterval } from "../../kernel/domain/rate.ts";
import type { AheadBuckets } from "../application/ports/outbound.ts";
import { ACCOUNT_WINDOW } from "../domain/account-circuit.ts";

/** A bucket's row: its tokens, and the circuit of its account. */
export type BucketRow = BucketState & {
  readonly windowStart?: number;
  readonly failures?: number;
  /** Tokens that had been taken when the window began. */
  readonly usedBefore?: number;
  readonly openUntil?: number;
  readonly trips?: number;
};

/** The rows of buckets by name and day. */
export type BucketRows = Map<string, BucketRow>;

export const rowKey = (bucket: string, now: number) => `${bucket}#${bucketDay(now)}`;

/** Token buckets in memory. */
export function createMemoryTokenBuckets(rows: BucketRows = new Map()): AheadBuckets {
  const takeAhead: AheadBuckets["takeAhead"] = async (bucket, ask, limits, now) => {
    const key = rowKey(bucket, now);
    const row = rows.get(key);
    const may = isQuiet(row, now) ? ask : { ...ask, extra: 0, lapsed: 0 };
    const state = row && { ...row, used: row.used - may.lapsed };
    const ahead = may.extra > 0 ? aheadOf(state, limits, may, now) : undefined;
    const grant = available(state, limits, ask.wanted, now);
    const tokens = ahead?.tokens ?? grant.granted;
    const tripped = row?.trips === undefined ? {} : { tripped: true };
    if (tokens === 0) return { ...grant, extra: 0, until: 0, lapsed: 0, ...tripped };
    const until = Math.max(row?.tat ?? now, ahead?.from ?? now) + tokens * emissionInterval(limits);
    rows.set(key, { ...row, tat: until, used: (state?.used ?? 0) + tokens });
    return { ...grant, extra: tokens - grant.granted, until, lapsed: may.lapsed, ...tripped };
  };

  return {
    takeAhead,
    async take(bucket, wanted, limits, now) {
      const { extra, until, lapsed, ...taken } = await takeAhead(bucket, { wanted, extra: 0, lapsed: 0 }, limits, now);
      return taken;
    },
    async exhaust(bucket, { dailyCap, burst }, now) {
      const key = rowKey(bucket, now);
      const row = rows.get(key);
      if (row && row.used >= dailyCap) return false;
      rows.set(key, { tat: 0, ...row, used: dailyCap + burst });
      return true;
    },
    async refund(bucket, tokens, limits, now, lapsed = 0) {
      const key = rowKey(bucket, now);
      const row = rows.get(key);
      if (!row || row.used < lapsed) return;
      const back = Math.min(tokens, row.used - lapsed);
      const isOpen = (row.openUntil ?? 0) > now;
      const tat = isOpen ? row.tat : row.tat - back * emissionInterval(limits);
      rows.set(key, { ...row, tat, used: row.used - back - lapsed });
    },
  };
}

function isQuiet(row: BucketRow | undefined, now: number): boolean {
  return row?.trips === undefined && (row?.windowStart === undefined || row.windowStart < now - ACCOUNT_WINDOW);
}
