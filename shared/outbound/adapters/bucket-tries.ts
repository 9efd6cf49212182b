import {
  type Ahead,
  aheadOf,
  available,
  type BucketLimits,
  type BucketState,
  emissionInterval,
  latestTat,
} from "../../kernel/domain/rate.ts";
import { type Item, number } from "../../platform/dynamodb/attributes.ts";
import { windowIsOver } from "../../platform/dynamodb/circuits.ts";
import type { Condition } from "../../platform/dynamodb/expressions.ts";
import type { AheadBuckets } from "../application/ports/outbound.ts";
import { ACCOUNT_WINDOW } from "../domain/account-circuit.ts";
import { bucketExpiry, isInWindow, stateOf } from "./bucket-item.ts";

/** A bucket is `idle` while its `tat` lies before the tokens' place (or it has no item yet), else `busy`. */
type Mode = "busy" | "idle";

type Ask = Parameters<AheadBuckets["takeAhead"]>[1];

/** One conditional update. */
export type Try = {
  readonly mode: Mode;
  readonly tokens: number;
  /** The tokens lie behind this on the bucket's time line, epoch ms. */
  readonly from: number;
  /** The latest `tat` before the take. */
  readonly latest: number;
  /** The most that may have been taken of the day before it. */
  readonly most: number;
  /** Tokens that the day gets back with it. */
  readonly lapsed: number;
  /** Only of an account whose calls do not fail. */
  readonly quiet: boolean;
};

/** Nothing is known of the bucket but a `tat` that may be out of date. */
export function firstTry(ask: Ask, seenTat: number, limits: BucketLimits, now: number): Try {
  const ahead = aheadOf({ tat: seenTat, used: 0 }, limits, ask, now);
  return { ...tryOf(ask, ahead, undefined, limits, now), mode: modeOf(seenTat, ahead?.from ?? now) };
}

export function nextTry(ask: Ask, item: Item | undefined, limits: BucketLimits, now: number): Try {
  const isQuiet = !item || (item.trips === undefined && !isInWindow(item, now));
  const may = isQuiet ? ask : { ...ask, extra: 0, lapsed: 0 };
  const found = stateOf(item);
  const state = found && { ...found, used: found.used - may.lapsed };
  const ahead = aheadOf(state, limits, may, now);
  return { ...tryOf(may, ahead, state, limits, now), mode: modeOf(state?.tat ?? 0, ahead?.from ?? now) };
}

function tryOf(
  { wanted, extra, lapsed }: Ask,
  ahead: Ahead | undefined,
  state: BucketState | undefined,
  limits: BucketLimits,
  now: number,
): Omit<Try, "mode"> {
  if (extra > 0 && ahead) {
    const latest = latestTat({ ...limits, burst: Math.floor(limits.burst / 2) }, ahead.tokens, now);
    return { tokens: ahead.tokens, from: ahead.from, latest, most: ahead.most + lapsed, lapsed, quiet: true };
  }
  const { granted: tokens } = available(state, limits, wanted, now);
  const most = limits.dailyCap - tokens + lapsed;
  return { tokens, from: now, latest: latestTat(limits, tokens, now), most, lapsed, quiet: lapsed > 0 };
}

const modeOf = (tat: number, from: number): Mode => (tat > from ? "busy" : "idle");

export const TAKE: Readonly<Record<Mode, string>> = {
  busy: "SET #tat = #tat + :cost, #used = #used + :tokens, #expiresAt = :expiresAt",
  idle: "SET #tat = :after, #used = if_not_exists(#used, :zero) + :tokens, #expiresAt = :expiresAt",
};

export function valuesOf({ mode, tokens, lapsed, from }: Try, limits: BucketLimits, now: number): Item {
  const cost = tokens * emissionInterval(limits);
  return {
    ":tokens": number(tokens - lapsed),
    ":expiresAt": bucketExpiry(now),
    ...(mode === "busy" ? { ":cost": number(cost) } : { ":after": number(from + cost), ":zero": number(0) }),
  };
}

export function conditionOf({ mode, from, latest, most, quiet }: Try, now: number): Condition {
  const values = { ":from": number(from), ":most": number(most) };
  const takes: Condition =
    mode === "idle"
      ? { expression: "attribute_not_exists(#pk) OR (#tat <= :from AND #used <= :most)", values }
      : {
          expression: "#tat > :from AND #tat <= :latest AND #used <= :most",
          values: { ...values, ":latest": number(latest) },
        };
  if (!quiet) return takes;
  const { expression, values: oldest } = windowIsOver(now - ACCOUNT_WINDOW);
  return {
    expression: `(${takes.expression}) AND attribute_not_exists(#trips) AND (${expression})`,
    values: { ...takes.values, ...oldest },
  };
}

/** While the account's circuit is open, its `tat` stays where the circuit has put it. */
export function refunding(tokens: number, lapsed: number, isOpen: boolean, limits: BucketLimits, now: number) {
  const values = { ":tokens": number(tokens + lapsed) };
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
