import { type Channel, DEFAULT_CHANNEL } from "../../accounts/domain/channel.ts";
import type { BucketLimits } from "../../kernel/domain/rate.ts";
import { LONGEST_WAIT } from "./outcome.ts";
import { type Upstream, upstreamOf } from "./upstream.ts";

/** A group of commands that wants to go out. `receiveCount`: the highest of its commands. */
export type GroupSize = { readonly appId: string; readonly wanted: number; readonly receiveCount: number };

/** How many commands of a group may go out now, and how long the rest waits (seconds). */
export type Quota = {
  readonly quota: number;
  readonly delaySeconds: number;
  /** The limits of the account's bucket that `quota` was taken from; absent where it was taken from no bucket. */
  readonly limits?: BucketLimits;
  /** The account is not online: its group sleeps until it is. */
  readonly parked?: boolean;
  /** What failed where the group waits because a store did not answer. */
  readonly failure?: unknown;
  /** The account's channel; the default one is left out. */
  readonly channel?: Exclude<Channel, typeof DEFAULT_CHANNEL>;
};

/** A group with what of its quota it has not used. */
export type Leftover = Quota & { readonly appId: string; readonly unused: number };

/** Where the group's messages go. */
export function upstreamOfQuota({ channel }: Quota): Upstream {
  return upstreamOf(channel ?? DEFAULT_CHANNEL);
}

/** Tokens of its upstream's bucket that a group needs for its quota. */
export function sharedTokens(quota: Quota): number {
  return quota.limits && upstreamOfQuota(quota).sharedLimits ? quota.quota : 0;
}

/**
 * Deals `total` tokens of an upstream's bucket out in turns, so that no group starves. Returns what of its quota each
 * group cannot use; `total` is less than what the groups need together.
 */
export function deal<G extends Quota>(groups: readonly G[], total: number): { group: G; unused: number }[] {
  const dealt = groups.map((group) => ({ group, unused: sharedTokens(group) }));
  for (let left = total; left > 0; ) {
    for (const hand of dealt) {
      if (left === 0 || hand.unused === 0) continue;
      hand.unused -= 1;
      left -= 1;
    }
  }
  return dealt;
}

const LONGEST_QUEUEING = 30;

/** Seconds until a group asks again for tokens that many groups want: the more often it has waited, the longer. */
export function queueingDelay(waitMs: number, { receiveCount }: GroupSize): number {
  return Math.max(1, toSeconds(waitMs), Math.min(LONGEST_QUEUEING, receiveCount));
}

/** Whole seconds that cover `ms`, up to the longest wait. */
export function toSeconds(ms: number): number {
  return Math.min(LONGEST_WAIT, Math.ceil(ms / 1000));
}
