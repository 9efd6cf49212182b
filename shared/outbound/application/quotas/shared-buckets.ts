import type { Grant } from "../../../kernel/domain/rate.ts";
import {
  deal,
  type GroupSize,
  type Leftover,
  type Quota,
  queueingDelay,
  sharedTokens,
  upstreamOfQuota,
} from "../../domain/quota.ts";
import { laneLimits } from "../../domain/settings.ts";
import type { Upstream } from "../../domain/upstream.ts";
import { type BucketsDeps, logRefund, TROUBLE_DELAY } from "./buckets.ts";

export type SharedBucketsDeps = BucketsDeps & {
  /** Gives tokens back to the accounts' buckets that an upstream's bucket could not match. */
  readonly refundAccounts: (leftovers: readonly Leftover[]) => Promise<void>;
};

/** The token buckets of upstreams, each shared by all accounts that send there. */
export type SharedBuckets = {
  /** Cuts the groups' quotas to what the buckets have. Never throws: where a store does not answer, the groups wait. */
  take<G extends GroupSize & Quota>(groups: readonly G[]): Promise<readonly G[]>;
  /** Never throws: a failure costs tokens only and is logged. */
  giveBack(leftovers: readonly Leftover[]): Promise<void>;
};

export function createSharedBuckets(deps: SharedBucketsDeps): SharedBuckets {
  /** Undefined for an upstream whose accounts share no bucket. */
  async function limitsOf({ sharedLimits }: Upstream) {
    if (!sharedLimits) return undefined;
    const fleet = await deps.settings();
    return laneLimits(deps.lane, sharedLimits(fleet), fleet);
  }

  async function grant(upstream: Upstream, wanted: number): Promise<Grant & { trouble?: Pick<Quota, "failure"> }> {
    try {
      const limits = await limitsOf(upstream);
      if (!limits) return { granted: wanted, waitMs: 0 };
      return await deps.buckets.take(bucketOf(upstream), wanted, limits, deps.clock.now());
    } catch (failure) {
      return { granted: 0, waitMs: TROUBLE_DELAY * 1000, trouble: { failure } };
    }
  }

  /** The bucket serves all groups at once; what it does not give goes back to the accounts' buckets. */
  async function cut<G extends GroupSize & Quota>(upstream: Upstream, groups: readonly G[]): Promise<readonly G[]> {
    const wanted = sum(groups.map(sharedTokens));
    if (wanted === 0) return groups;
    const { granted, waitMs, trouble } = await grant(upstream, wanted);
    if (granted === wanted) return groups;
    const dealt = deal(groups, granted);
    await deps.refundAccounts(dealt.map(({ group, unused }) => ({ ...group, unused })));
    return dealt.map(({ group, unused }) =>
      unused > 0
        ? { ...group, quota: group.quota - unused, delaySeconds: queueingDelay(waitMs, group), ...trouble }
        : group,
    );
  }

  async function refund(upstream: Upstream, leftovers: readonly Leftover[]): Promise<void> {
    const tokens = sum(leftovers.map(({ unused, ...group }) => sharedTokens({ ...group, quota: unused })));
    if (tokens === 0) return;
    await logRefund(deps.log, async () => {
      const limits = await limitsOf(upstream);
      if (limits) await deps.buckets.refund(bucketOf(upstream), tokens, limits, deps.clock.now());
    });
  }

  return {
    async take(groups) {
      const cuts = await Promise.all(
        [...Map.groupBy(groups, upstreamOfQuota)].map(([upstream, members]) => cut(upstream, members)),
      );
      const byAppId = new Map(cuts.flat().map((group) => [group.appId, group]));
      return groups.map((group) => byAppId.get(group.appId) ?? group);
    },
    async giveBack(leftovers) {
      const byUpstream = Map.groupBy(leftovers, upstreamOfQuota);
      await Promise.all([...byUpstream].map(([upstream, members]) => refund(upstream, members)));
    },
  };
}

const bucketOf = ({ name }: Upstream) => `gateway#${name}`;

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
