import { available, type BucketState, bucketDay, emissionInterval } from "../../kernel/domain/rate.ts";
import type { TokenBuckets } from "../application/ports/outbound.ts";

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
export function createMemoryTokenBuckets(rows: BucketRows = new Map()): TokenBuckets {
  return {
    async take(bucket, wanted, limits, now) {
      const key = rowKey(bucket, now);
      const row = rows.get(key);
      const grant = available(row, limits, wanted, now);
      if (grant.granted > 0) {
        rows.set(key, {
          ...row,
          tat: Math.max(row?.tat ?? now, now) + grant.granted * emissionInterval(limits),
          used: (row?.used ?? 0) + grant.granted,
        });
      }
      return row?.trips === undefined ? grant : { ...grant, tripped: true };
    },
    async refund(bucket, tokens, limits, now) {
      const key = rowKey(bucket, now);
      const row = rows.get(key);
      if (!row) return;
      const back = Math.min(tokens, row.used);
      const isOpen = (row.openUntil ?? 0) > now;
      const tat = isOpen ? row.tat : row.tat - back * emissionInterval(limits);
      rows.set(key, { ...row, tat, used: row.used - back });
    },
  };
}
