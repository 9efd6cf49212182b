import type { AccountCircuits } from "../application/ports/outbound.ts";
import { ACCOUNT_WINDOW, closedTat } from "../domain/account-circuit.ts";
import { type BucketRow, type BucketRows, rowKey } from "./memory-token-buckets.ts";

const EMPTY: BucketRow = { tat: 0, used: 0 };

/** The circuits of accounts in memory, in the rows of their buckets. */
export function createMemoryAccountCircuits(rows: BucketRows): AccountCircuits {
  return {
    async fail(bucket, now) {
      const key = rowKey(bucket, now);
      const row = rows.get(key) ?? EMPTY;
      const isInWindow = row.windowStart !== undefined && row.windowStart >= now - ACCOUNT_WINDOW;
      const counted = isInWindow
        ? { failures: (row.failures ?? 0) + 1 }
        : { windowStart: now, failures: 1, usedBefore: row.used };
      const next = { ...row, ...counted };
      rows.set(key, next);
      return {
        calls: Math.max(next.failures, next.used - (next.usedBefore ?? 0)),
        failures: next.failures,
        openUntil: next.openUntil ?? 0,
        trips: next.trips ?? 0,
      };
    },
    async open(bucket, { until, trips }, limits, now) {
      const key = rowKey(bucket, now);
      const row = rows.get(key) ?? EMPTY;
      if ((row.trips ?? 0) !== trips - 1) return false;
      rows.set(key, { ...row, tat: closedTat(limits, until), openUntil: until, trips });
      return true;
    },
    async close(bucket, now) {
      const key = rowKey(bucket, now);
      const row = rows.get(key);
      if (row) rows.set(key, { tat: row.tat, used: row.used });
    },
  };
}
