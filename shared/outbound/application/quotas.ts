import type { Account } from "../../accounts/domain/account.ts";
import { cached } from "../../kernel/application/cached.ts";
import type { Clock, Log } from "../../kernel/application/ports/runtime.ts";
import type { SettingsReader } from "../../kernel/application/ports/settings.ts";
import type { BucketLimits } from "../../kernel/domain/rate.ts";
import type { Lane } from "../domain/lane.ts";
import { LONGEST_WAIT, parkDelay } from "../domain/outcome.ts";
import { bulkLimits, limitsOf, type SendSettings } from "../domain/settings.ts";
import type { TokenBuckets } from "./ports/outbound.ts";
import { UPSTREAM_NAMES } from "./upstreams.ts";

/** A group of commands that wants to go out. `receiveCount`: the highest of its commands. */
export type GroupSize = { readonly appId: string; readonly wanted: number; readonly receiveCount: number };

/** How many commands of a group may go out now, and how long the rest waits (seconds). */
export type Quota = {
  readonly quota: number;
  readonly delaySeconds: number;
  /** Limits of the account's bucket that `quota` was taken from; absent where none was. */
  readonly limits?: BucketLimits;
  /** The account is not online: its group sleeps until it is. */
  readonly parked?: boolean;
  /** An Official Account's: the gateway's bucket has nothing to do with it. */
  readonly official?: true;
};

/** A group with what of its quota it has not used. */
export type Leftover = Quota & { readonly appId: string; readonly unused: number };

/** Deals out what the accounts' states and all token buckets allow. */
export type OutboundQuotas = {
  /** Takes tokens for all groups of a batch at once. Never throws: where a store does not answer, the group waits. */
  take<G extends GroupSize>(groups: readonly G[]): Promise<readonly (G & Quota)[]>;
  /** Gives back what was taken and not used; a failure costs tokens only and is logged. */
  giveBack(leftovers: readonly Leftover[]): Promise<void>;
};

const GATEWAY_BUCKET = `gateway#${UPSTREAM_NAMES.personal}`;

/** Wait after trouble of our own (a store that does not answer), seconds. */
export const TROUBLE_DELAY = 5;

const SETTINGS_CACHE = 5000;

export function createOutboundQuotas(deps: {
  /** Bulk takes what leaves a reserve for replies, of each bucket. */
  readonly lane: Lane;
  readonly account: (appId: string) => Promise<Account | undefined>;
  readonly settings: SettingsReader<SendSettings>;
  readonly buckets: TokenBuckets;
  readonly clock: Clock;
  readonly log: Log;
}): OutboundQuotas {
  const settings = cached(deps.clock, SETTINGS_CACHE, () => deps.settings.get());

  const ofLane = (limits: BucketLimits, fleet: SendSettings) =>
    deps.lane === "bulk" ? bulkLimits(limits, fleet) : limits;

  /** What the account's own state and bucket allow. */
  async function byAccount({ appId, wanted }: GroupSize): Promise<Quota> {
    try {
      const account = await deps.account(appId);
      if (!account?.registered) return { quota: wanted, delaySeconds: 0 };
      const now = deps.clock.now();
      const isOfficial = account.channel === "official";
      if (!isOfficial && account.state !== "ONLINE") {
        return { quota: 0, delaySeconds: parkDelay(now - account.stateSince), parked: true };
      }
      const fleet = await settings.get("fleet");
      const limits = ofLane(limitsOf(account, fleet, now), fleet);
      const { granted, waitMs } = await deps.buckets.take(`account#${appId}`, wanted, limits, now);
      return { quota: granted, delaySeconds: toSeconds(waitMs), limits, ...(isOfficial ? { official: true } : {}) };
    } catch (error) {
      deps.log.error("a group's limits are not known; it waits", error, { appId });
      return { quota: 0, delaySeconds: TROUBLE_DELAY };
    }
  }

  /** The gateway's bucket serves all groups at once; what it does not give goes back to the accounts' buckets. */
  async function byGateway<G extends GroupSize & Quota>(groups: readonly G[]): Promise<readonly G[]> {
    const wanted = sum(groups.map(tokensOf));
    if (wanted === 0) return groups;
    const { granted, waitMs } = await takeFromGateway(wanted);
    if (granted === wanted) return groups;
    const dealt = deal(groups, granted);
    await refundAccounts(dealt.map(({ group, unused }) => ({ ...group, unused })));
    return dealt.map(({ group, unused }) =>
      unused > 0 ? { ...group, quota: group.quota - unused, delaySeconds: queueingDelay(waitMs, group) } : group,
    );
  }

  async function takeFromGateway(wanted: number) {
    try {
      const fleet = await settings.get("fleet");
      return await deps.buckets.take(GATEWAY_BUCKET, wanted, ofLane(fleet.gateway, fleet), deps.clock.now());
    } catch (error) {
      deps.log.error("the gateway's limits are not known; all wait", error, { wanted });
      return { granted: 0, waitMs: TROUBLE_DELAY * 1000 };
    }
  }

  async function refundAccounts(leftovers: readonly Leftover[]): Promise<void> {
    await refund(() =>
      Promise.all(
        leftovers.map(async ({ appId, limits, unused }) => {
          if (limits && unused > 0) await deps.buckets.refund(`account#${appId}`, unused, limits, deps.clock.now());
        }),
      ),
    );
  }

  async function refund(call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
    } catch (error) {
      deps.log.error("unused tokens were not given back", error);
    }
  }

  return {
    async take(groups) {
      return byGateway(await Promise.all(groups.map(async (group) => ({ ...group, ...(await byAccount(group)) }))));
    },
    async giveBack(leftovers) {
      await refundAccounts(leftovers);
      const total = sum(leftovers.map(({ unused, ...group }) => tokensOf({ ...group, quota: unused })));
      if (total === 0) return;
      await refund(async () => {
        const fleet = await settings.get("fleet");
        await deps.buckets.refund(GATEWAY_BUCKET, total, ofLane(fleet.gateway, fleet), deps.clock.now());
      });
    },
  };
}

/** Tokens of the gateway that a group holds, or wants. */
function tokensOf({ limits, quota, official }: Quota): number {
  return limits && !official ? quota : 0;
}

/** Deals `total` tokens, fewer than the groups hold, out in turns, so that no group starves. */
function deal<G extends Quota>(groups: readonly G[], total: number): { group: G; unused: number }[] {
  const dealt = groups.map((group) => ({ group, unused: tokensOf(group) }));
  for (let left = total; left > 0; ) {
    for (const hand of dealt) {
      if (left === 0 || hand.unused === 0) continue;
      hand.unused -= 1;
      left -= 1;
    }
  }
  return dealt;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Where many groups want the same tokens, the next one is not for all: who has waited often asks less often. */
function queueingDelay(waitMs: number, { receiveCount }: GroupSize): number {
  return Math.max(1, toSeconds(waitMs), Math.min(LONGEST_QUEUEING, receiveCount));
}

const LONGEST_QUEUEING = 30;

/** Whole seconds that cover `ms`, up to the longest wait. */
export function toSeconds(ms: number): number {
  return Math.min(LONGEST_WAIT, Math.ceil(ms / 1000));
}
