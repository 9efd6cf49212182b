import { available, type BucketState, bucketDay, emissionInterval } from "../../kernel/domain/rate.ts";
import type { TokenBuckets } from "../application/ports/outbound.ts";

/** Token buckets in memory. */
export function createMemoryTokenBuckets(): TokenBuckets {
  const buckets = new Map<string, BucketState>();
  const keyOf = (bucket: string, now: number) => `${bucket}#${bucketDay(now)}`;
  return {
    async take(bucket, wanted, limits, now) {
      const key = keyOf(bucket, now);
      const state = buckets.get(key);
      const grant = available(state, limits, wanted, now);
      if (grant.granted > 0) {
        buckets.set(key, {
          tat: Math.max(state?.tat ?? now, now) + grant.granted * emissionInterval(limits),
          used: (state?.used ?? 0) + grant.granted,
        });
      }
      return grant;
    },
    async refund(bucket, tokens, limits, now) {
      const key = keyOf(bucket, now);
      const state = buckets.get(key);
      if (!state) return;
      const back = Math.min(tokens, state.used);
      buckets.set(key, { tat: state.tat - back * emissionInterval(limits), used: state.used - back });
    },
  };
}
