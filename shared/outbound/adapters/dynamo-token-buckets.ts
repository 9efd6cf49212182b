import {
  available,
  type BucketLimits,
  type BucketState,
  bucketDay,
  emissionInterval,
  latestTat,
} from "../../kernel/domain/rate.ts";
import { expiryAfter, type Item, type Key, number, numberOf } from "../../platform/dynamodb/attributes.ts";
import { type Condition, createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { TokenBuckets } from "../application/ports/outbound.ts";

/** A round is lost when another sender took or gave back tokens meanwhile. */
const ROUNDS = 10;

/** A bucket is `idle` while its `tat` lies in the past (or it has no item yet), else `busy`. */
type Mode = "busy" | "idle";

/** Buckets whose last known `tat` a process remembers. A forgotten one costs a second call. */
const REMEMBERED = 1000;

/**
 * Token buckets (GCRA) in the table `state`, one item a bucket and day in China. DynamoDB has no `max()`, so a take is
 * one of two conditional updates: tried first is the one for an idle bucket, unless this process saw it busy, and every
 * failed try is followed by the one that the returned item calls for, with as many tokens as it still has. A bucket
 * starts each day full.
 */
export function createDynamoTokenBuckets(options: TableOptions): TokenBuckets {
  const table = createTable(options);
  const tats = rememberingTats();
  return {
    async take(bucket, wanted, limits, now) {
      const key = keyOfBucket(bucket, now);
      let { granted: tokens } = available(undefined, limits, wanted, now);
      let mode: Mode = tats.of(key) > now ? "busy" : "idle";
      let state: BucketState | undefined;
      for (let round = 0; round < ROUNDS && tokens > 0; round++) {
        const written = await table.update(key, TAKE[mode], takeValues(mode, tokens, limits, now), {
          condition: takeCondition(mode, tokens, limits, now),
          returns: "ALL_NEW",
        });
        state = stateOf(written.done ? written.attributes : written.item);
        tats.remember(key, state);
        if (written.done) {
          const rest = available(state, limits, wanted - tokens, now);
          return { granted: tokens, waitMs: rest.waitMs };
        }
        mode = state && state.tat > now ? "busy" : "idle";
        tokens = available(state, limits, wanted, now).granted;
      }
      if (tokens > 0) return { granted: 0, waitMs: Math.ceil(emissionInterval(limits)) };
      return { granted: 0, waitMs: available(state, limits, wanted, now).waitMs };
    },

    async refund(bucket, tokens, limits, now) {
      const key = keyOfBucket(bucket, now);
      let back = tokens;
      for (let round = 0; round < ROUNDS && back > 0; round++) {
        const written = await table.update(
          key,
          "SET #tat = #tat - :cost, #used = #used - :tokens",
          { ":cost": number(back * emissionInterval(limits)), ":tokens": number(back) },
          { condition: { expression: "#used >= :tokens" }, returns: "ALL_NEW" },
        );
        const state = stateOf(written.done ? written.attributes : written.item);
        tats.remember(key, state);
        if (written.done) return;
        back = Math.min(tokens, state?.used ?? 0);
      }
    },
  };
}

const TAKE: Readonly<Record<Mode, string>> = {
  busy: "SET #tat = #tat + :cost, #used = #used + :tokens, #expiresAt = :expiresAt",
  idle: "SET #tat = :after, #used = if_not_exists(#used, :zero) + :tokens, #expiresAt = :expiresAt",
};

function takeValues(mode: Mode, tokens: number, limits: BucketLimits, now: number): Item {
  const cost = tokens * emissionInterval(limits);
  return {
    ":tokens": number(tokens),
    ":expiresAt": expiryAfter(2, now),
    ...(mode === "busy" ? { ":cost": number(cost) } : { ":after": number(now + cost), ":zero": number(0) }),
  };
}

function takeCondition(mode: Mode, tokens: number, limits: BucketLimits, now: number): Condition {
  const values = { ":now": number(now), ":most": number(limits.dailyCap - tokens) };
  if (mode === "idle") {
    return { expression: "attribute_not_exists(#pk) OR (#tat <= :now AND #used <= :most)", values };
  }
  return {
    expression: "#tat > :now AND #tat <= :latest AND #used <= :most",
    values: { ...values, ":latest": number(latestTat(limits, tokens, now)) },
  };
}

const keyOfBucket = (bucket: string, now: number) => ({ pk: `bucket#${bucket}`, sk: bucketDay(now) });

/** The last known `tat` of the buckets used last: it only chooses the first try, so it may be out of date. */
function rememberingTats() {
  const tats = new Map<string, number>();
  const nameOf = ({ pk, sk }: Key) => `${pk} ${sk}`;
  return {
    of: (key: Key) => tats.get(nameOf(key)) ?? 0,
    remember(key: Key, state: BucketState | undefined): void {
      const name = nameOf(key);
      tats.delete(name);
      if (!state) return;
      tats.set(name, state.tat);
      const [oldest] = tats.keys();
      if (tats.size > REMEMBERED && oldest !== undefined) tats.delete(oldest);
    },
  };
}

function stateOf(item: Item | undefined): BucketState | undefined {
  return item && { tat: numberOf(item, "tat"), used: numberOf(item, "used") };
}
