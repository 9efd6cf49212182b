import { AHEAD_TIME, type BucketLimits, bucketDay, liveTokens } from "../../../kernel/domain/rate.ts";
import type { TakenAhead } from "../ports/outbound.ts";

/** What a process has taken of a bucket on a day in China and not given out. */
export type Purse = ReturnType<typeof createPurse>;

export function createPurse(limits: BucketLimits, now: number) {
  const day = bucketDay(now);
  const uses = countingUses();
  let held = 0;
  let until = 0;
  let takenAt = 0;
  let lapsed = 0;
  let calmUntil = 0;

  function settle(at: number): void {
    const live = at - takenAt < AHEAD_TIME ? liveTokens(held, until, limits, at) : 0;
    lapsed += held - live;
    held = live;
  }

  return {
    limits,
    /** When tokens went out last, epoch ms. */
    lastUse: uses.last,
    /** Whether it is the purse of that day and of these limits. */
    fits: (of: BucketLimits, at: number) => bucketDay(at) === day && isSame(of, limits),
    /** Tokens that have not lapsed. */
    held(at: number): number {
      settle(at);
      return held;
    },
    /** Takes tokens out, as many as there are at most. */
    deal(tokens: number): number {
      const dealt = Math.min(tokens, held);
      held -= dealt;
      return dealt;
    },
    /** Notes tokens that went out. */
    used: uses.add,
    /** What a take asks for beyond what is wanted, and gives back of the day. */
    ask(at: number) {
      settle(at);
      return { extra: at < calmUntil ? 0 : uses.within(at), lapsed };
    },
    /**
     * Puts in what a take gave that asked for `extra` tokens. A bucket that gave not one is left alone for a second.
     */
    fill(taken: TakenAhead, extra: number, at: number): void {
      lapsed -= taken.lapsed;
      held += taken.extra;
      until = taken.until;
      takenAt = at;
      if (extra > 0 && taken.extra === 0) calmUntil = Math.max(calmUntil, at + AHEAD_TIME);
    },
    /** Takes nothing ahead before `end`, epoch ms. What is in the purse lapses. */
    calm(end: number): void {
      calmUntil = Math.max(calmUntil, end);
      lapsed += held;
      held = 0;
    },
    /** Takes out everything, for the bucket to have it back. */
    empty(at: number) {
      settle(at);
      const all = { held, lapsed };
      held = 0;
      lapsed = 0;
      return all;
    },
  };
}

/** Counts the tokens of the last second. */
function countingUses() {
  let uses: { readonly at: number; readonly tokens: number }[] = [];
  let last = 0;
  return {
    last: () => last,
    add(tokens: number, at: number): void {
      last = at;
      if (tokens > 0) uses.push({ at, tokens });
    },
    within(at: number): number {
      uses = uses.filter((use) => at - use.at < AHEAD_TIME);
      return uses.reduce((sum, { tokens }) => sum + tokens, 0);
    },
  };
}

function isSame(a: BucketLimits, b: BucketLimits): boolean {
  return a.perSecond === b.perSecond && a.burst === b.burst && a.dailyCap === b.dailyCap;
}
