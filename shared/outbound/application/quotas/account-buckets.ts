import type { Account } from "../../../accounts/domain/account.ts";
import { channelOf, named } from "../../../accounts/domain/channel.ts";
import { bucketOfAccount } from "../../domain/account-circuit.ts";
import { parkDelay } from "../../domain/outcome.ts";
import { type GroupSize, type Leftover, type Quota, toSeconds } from "../../domain/quota.ts";
import { laneLimits, limitsOf } from "../../domain/settings.ts";
import type { AccountBreaker } from "../sending/account-breaker.ts";
import { type BucketsDeps, logRefund, TROUBLE_DELAY } from "./buckets.ts";

export type AccountBucketsDeps = BucketsDeps & {
  readonly account: (appId: string) => Promise<Account | undefined>;
  /** Told what a take showed of an account's circuit. */
  readonly learn: AccountBreaker["learn"];
};

/** The token buckets of the accounts. */
export type AccountBuckets = {
  /** What the account's state and bucket allow. Never throws: where a store does not answer, the group waits. */
  take(group: GroupSize): Promise<Quota>;
  /** Never throws: a failure costs tokens only and is logged. */
  giveBack(leftovers: readonly Leftover[]): Promise<void>;
};

export function createAccountBuckets(deps: AccountBucketsDeps): AccountBuckets {
  async function quotaOf({ appId, wanted }: GroupSize): Promise<Quota> {
    const account = await deps.account(appId);
    if (!account?.registered) return { quota: wanted, delaySeconds: 0 };
    const now = deps.clock.now();
    if (channelOf(account).logsIn && account.state !== "ONLINE") {
      return { quota: 0, delaySeconds: parkDelay(now - account.stateSince), parked: true };
    }
    const fleet = await deps.settings();
    const whole = limitsOf(account, fleet, now);
    const limits = laneLimits(deps.lane, whole, fleet);
    const { granted, waitMs, tripped = false } = await deps.buckets.take(bucketOfAccount(appId), wanted, limits, now);
    deps.learn(appId, { limits: whole, tripped });
    return { quota: granted, delaySeconds: toSeconds(waitMs), limits, ...named(account.channel) };
  }

  return {
    async take(group) {
      try {
        return await quotaOf(group);
      } catch (failure) {
        return { quota: 0, delaySeconds: TROUBLE_DELAY, failure };
      }
    },
    async giveBack(leftovers) {
      await logRefund(deps.log, () =>
        Promise.all(
          leftovers.map(async ({ appId, limits, unused }) => {
            if (limits && unused > 0)
              await deps.buckets.refund(bucketOfAccount(appId), unused, limits, deps.clock.now());
          }),
        ),
      );
    },
  };
}
