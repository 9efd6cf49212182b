import {
  available,
  type BucketLimits,
  type BucketState,
  emissionInterval,
  latestTat,
} from "../../kernel/domain/rate.ts";
import { expiryAfter, type Item, type Key, number, numberOf } from "../../platform/dynamodb/attributes.ts";
import type { Condition } from "../../platform/dynamodb/expressions.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Written } from "../../platform/dynamodb/written.ts";
import type { TokenBuckets } from "../application/ports/outbound.ts";
import { keyOfBucket } from "./bucket-item.ts";

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
 * starts each day full. Writes are signed, so that the SDK's repetition of one takes nothing twice.
 */
export function createDynamoTokenBuckets(options: TableOptions): TokenBuckets {
  const table = createTable(options);
  const tats = rememberingTats();
  return {
    async take(bucket, wanted, limits, now) {
      const key = keyOfBucket(bucket, now);
      let { granted: tokens } = available(undefined, limits, wanted, now);
      let mode: Mode = tats.of(key) > now ? "busy" : "idle";
      let item: Item | undefined;
      for (let round = 0; round < ROUNDS && tokens > 0; round++) {
        const written = await table.update(key, TAKE[mode], takeValues(mode, tokens, limits, now), {
          condition: takeCondition(mode, tokens, limits, now),
          returns: "ALL_NEW",
          signed: true,
        });
        item = itemAfter(written);
        const state = stateOf(item);
        tats.remember(key, state);
        if (written.done) {
          const rest = available(state, limits, wanted - tokens, now);
          return { granted: tokens, waitMs: rest.waitMs, ...trippedIn(item) };
        }
        mode = state && state.tat > now ? "busy" : "idle";
        tokens = available(state, limits, wanted, now).granted;
      }
      const waitMs =
        tokens > 0 ? Math.ceil(emissionInterval(limits)) : available(stateOf(item), limits, wanted, now).waitMs;
      return { granted: 0, waitMs, ...trippedIn(item) };
    },

    async refund(bucket, tokens, limits, now) {
      const key = keyOfBucket(bucket, now);
      let back = tokens;
      let isOpen = false;
      for (let round = 0; round < ROUNDS && back > 0; round++) {
        const { expression, values, condition } = refunding(back, isOpen, limits, now);
        const written = await table.update(key, expression, values, { condition, returns: "ALL_NEW", signed: true });
        const item = itemAfter(written);
        const state = stateOf(item);
        tats.remember(key, state);
        if (written.done) return;
        back = Math.min(tokens, state?.used ?? 0);
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

/** While the account's circuit is open, its `tat` stays where the circuit has put it. */
function refunding(tokens: number, isOpen: boolean, limits: BucketLimits, now: number) {
  const values = { ":tokens": number(tokens) };
  if (isOpen) {
    return {
      expression: "SET #used = #used - :tokens",
      values,
      condition: { expression: "#used >= :tokens" },
    };
  }
  return {
    expression: "SET #tat = #tat - :cost, #used = #used - :tokens",
    values: { ...values, ":cost": number(tokens * emissionInterval(limits)) },
    condition: {
      expression: "#used >= :tokens AND (attribute_not_exists(#openUntil) OR #openUntil <= :now)",
      values: { ":now": number(now) },
    },
  };
}

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

/** Until when the circuit of a bucket's account is open, epoch ms; 0 while it is closed. */
function openUntilOf(item: Item): number {
  return item.openUntil === undefined ? 0 : numberOf(item, "openUntil");
}

function stateOf(item: Item | undefined): BucketState | undefined {
  return item && { tat: numberOf(item, "tat"), used: numberOf(item, "used") };
}
