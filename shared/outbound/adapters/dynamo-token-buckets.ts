import { available, type BucketLimits, type BucketState, emissionInterval } from "../../kernel/domain/rate.ts";
import { setLatest } from "../../kernel/domain/set-latest.ts";
import { type Item, type Key, number } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Written } from "../../platform/dynamodb/written.ts";
import type { AheadBuckets, TakenAhead } from "../application/ports/outbound.ts";
import { bucketExpiry, keyOfBucket, openUntilOf, stateOf } from "./bucket-item.ts";
import { conditionOf, firstTry, nextTry, refunding, TAKE, valuesOf } from "./bucket-tries.ts";

/** A round is lost when another sender took or gave back tokens meanwhile. */
const ROUNDS = 10;

/** Buckets whose last known `tat` a process remembers. A forgotten one costs a second call. */
const REMEMBERED = 1000;

/**
 * Token buckets (GCRA) in the table `state`, one item a bucket and day in China. DynamoDB has no `max()`, so a take is
 * one of two conditional updates: tried first is the one for an idle bucket, unless this process saw it busy, and every
 * failed try is followed by the one that the returned item calls for, with as many tokens as it still has. A bucket
 * starts each day full. Writes are signed, so that the SDK's repetition of one takes nothing twice.
 */
export function createDynamoTokenBuckets(options: TableOptions): AheadBuckets {
  const table = createTable(options);
  const tats = rememberingTats();

  const takeAhead: AheadBuckets["takeAhead"] = async (bucket, ask, limits, now) => {
    const key = keyOfBucket(bucket, now);
    const seen = tats.of(key);
    let item: Item | undefined;
    for (let round = 0; round < ROUNDS; round++) {
      const tried = round === 0 ? firstTry(ask, seen, limits, now) : nextTry(ask, item, limits, now);
      if (tried.tokens === 0) return nothing(item, ask.wanted, limits, now);
      const written = await table.update(key, TAKE[tried.mode], valuesOf(tried, limits, now), {
        condition: conditionOf(tried, now),
        returns: "ALL_NEW",
        signed: true,
      });
      item = itemAfter(written);
      const state = stateOf(item);
      tats.remember(key, state);
      if (!written.done) continue;
      const granted = Math.min(ask.wanted, tried.tokens);
      const { waitMs } = available(state, limits, ask.wanted - granted, now);
      const ahead = { extra: tried.tokens - granted, until: state?.tat ?? now, lapsed: tried.lapsed };
      return { granted, waitMs, ...ahead, ...trippedIn(item) };
    }
    return { ...NOTHING, waitMs: waitAfter(item, ask.wanted, limits, now), ...trippedIn(item) };
  };

  return {
    takeAhead,

    async take(bucket, wanted, limits, now) {
      const ask = { wanted, extra: 0, lapsed: 0 };
      const { extra, until, lapsed, ...taken } = await takeAhead(bucket, ask, limits, now);
      return taken;
    },

    async exhaust(bucket, limits, now) {
      const written = await table.update(
        keyOfBucket(bucket, now),
        "SET #used = :all, #tat = if_not_exists(#tat, :zero), #expiresAt = :expiresAt",
        {
          ":all": number(limits.dailyCap + limits.burst),
          ":zero": number(0),
          ":expiresAt": bucketExpiry(now),
        },
        {
          condition: {
            expression: "attribute_not_exists(#used) OR #used < :cap",
            values: { ":cap": number(limits.dailyCap) },
          },
          signed: true,
        },
      );
      return written.done;
    },

    async refund(bucket, tokens, limits, now, lapsed = 0) {
      const key = keyOfBucket(bucket, now);
      let back = tokens;
      let isOpen = false;
      for (let round = 0; round < ROUNDS && back + lapsed > 0; round++) {
        const { expression, values, condition } = refunding(back, lapsed, isOpen, limits, now);
        const written = await table.update(key, expression, values, { condition, returns: "ALL_NEW", signed: true });
        const item = itemAfter(written);
        const state = stateOf(item);
        tats.remember(key, state);
        if (written.done) return;
        if (!state || state.used < lapsed) return;
        back = Math.min(tokens, state.used - lapsed);
        isOpen = item !== undefined && openUntilOf(item) > now;
      }
    },
  };
}

function itemAfter(written: Written): Item | undefined {
  return written.done ? written.attributes : written.item;
}

function trippedIn(item: Item | undefined): { tripped?: boolean } {
  return item?.trips === undefined ? {} : { tripped: true };
}

const NOTHING = { granted: 0, extra: 0, until: 0, lapsed: 0 } as const;

function waitAfter(item: Item | undefined, wanted: number, limits: BucketLimits, now: number): number {
  const { granted, waitMs } = available(stateOf(item), limits, wanted, now);
  return granted > 0 ? Math.ceil(emissionInterval(limits)) : waitMs;
}

function nothing(item: Item | undefined, wanted: number, limits: BucketLimits, now: number): TakenAhead {
  return { ...NOTHING, waitMs: available(stateOf(item), limits, wanted, now).waitMs, ...trippedIn(item) };
}

/** The last known `tat` of the buckets used last: it only chooses the first try, so it may be out of date. */
function rememberingTats() {
  const tats = new Map<string, number>();
  const nameOf = ({ pk, sk }: Key) => `${pk} ${sk}`;
  return {
    of: (key: Key) => tats.get(nameOf(key)) ?? 0,
    remember(key: Key, state: BucketState | undefined): void {
      const name = nameOf(key);
      if (state) setLatest(tats, name, state.tat, REMEMBERED);
      else tats.delete(name);
    },
  };
}
