import { type Account, limitsOf } from "../domain/account.ts";
import type { BucketLimits } from "../domain/rate.ts";
import { parkDelay } from "../domain/send-outcome.ts";
import { cached } from "./cached.ts";
import type { Clock, Log, SettingsStore, TokenBuckets } from "./ports.ts";

/** How many of a group's commands may go out now, and how long the rest waits (seconds). */
export type Quota = {
  readonly appId: string;
  readonly quota: number;
  readonly delaySeconds: number;
  /** Limits of the account's bucket that `quota` was taken from; absent where none was. */
  readonly limits?: BucketLimits;
};

/** Deals out what the accounts' states and all token buckets allow. */
export type OutboundQuotas = {
  /** Takes tokens for all groups of a batch at once. Never throws: where a store does not answer, the group waits. */
  take(groups: readonly GroupSize[]): Promise<readonly Quota[]>;
  /** Gives back what was taken and not used, by position; a failure costs tokens only and is logged. */
  giveBack(quotas: readonly Quota[], unused: readonly number[]): Promise<void>;
};

/** `receiveCount`: of the group's first command. */
export type GroupSize = { readonly appId: string; readonly wanted: number; readonly receiveCount: number };

/** The name of the gateway's circuit and bucket. */
export const GATEWAY = "wechatapi";
const GATEWAY_BUCKET = `gateway#${GATEWAY}`;

/** Wait after trouble of our own (a store that does not answer), seconds. */
export const TROUBLE_DELAY = 5;

const SETTINGS_CACHE = 5000;

export function createOutboundQuotas(deps: {
  readonly account: (appId: string) => Promise<Account | undefined>;
  readonly settings: SettingsStore;
  readonly buckets: TokenBuckets;
  readonly clock: Clock;
  readonly log: Log;
}): OutboundQuotas {
  const settings = cached(deps.clock, SETTINGS_CACHE, () => deps.settings.get());

  /** What the account's own state and bucket allow. */
  async function byAccount({ appId, wanted, receiveCount }: GroupSize): Promise<Quota> {
    try {
      const account = await deps.account(appId);
      if (!account?.registered) return { appId, quota: wanted, delaySeconds: 0 };
      if (account.state !== "ONLINE") return { appId, quota: 0, delaySeconds: parkDelay(receiveCount) };
      const now = deps.clock.now();
      const limits = limitsOf(account, now);
      const { granted, waitMs } = await deps.buckets.take(`account#${appId}`, wanted, limits, now);
      return { appId, quota: granted, delaySeconds: toSeconds(waitMs), limits };
    } catch (error) {
      deps.log.error("a group's limits are not known; it waits", error, { appId });
      return { appId, quota: 0, delaySeconds: TROUBLE_DELAY };
    }
  }

  /** The gateway's bucket serves all groups at once; what it does not give goes back to the accounts' buckets. */
  async function byGateway(quotas: readonly Quota[]): Promise<readonly Quota[]> {
    const taken = quotas.map(({ limits, quota }) => (limits ? quota : 0));
    const wanted = sum(taken);
    if (wanted === 0) return quotas;
    const { granted, waitMs } = await takeFromGateway(wanted);
    if (granted === wanted) return quotas;
    const shares = share(taken, granted);
    const short = taken.map((quota, index) => quota - (shares[index] ?? 0));
    await refundAccounts(quotas, short);
    return quotas.map((quota, index) =>
      (short[index] ?? 0) > 0
        ? { ...quota, quota: shares[index] ?? 0, delaySeconds: Math.max(1, toSeconds(waitMs)) }
        : quota,
    );
  }

  async function takeFromGateway(wanted: number) {
    try {
      const { gateway } = await settings.get("fleet");
      return await deps.buckets.take(GATEWAY_BUCKET, wanted, gateway, deps.clock.now());
    } catch (error) {
      deps.log.error("the gateway's limits are not known; all wait", error, { wanted });
      return { granted: 0, waitMs: TROUBLE_DELAY * 1000 };
    }
  }

  async function refundAccounts(quotas: readonly Quota[], tokens: readonly number[]): Promise<void> {
    await refund(() =>
      Promise.all(
        quotas.map(async ({ appId, limits }, index) => {
          const back = tokens[index] ?? 0;
          if (limits && back > 0) await deps.buckets.refund(`account#${appId}`, back, limits, deps.clock.now());
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
      return byGateway(await Promise.all(groups.map(byAccount)));
    },
    async giveBack(quotas, unused) {
      const total = sum(quotas.map(({ limits }, index) => (limits ? (unused[index] ?? 0) : 0)));
      if (total === 0) return;
      await refundAccounts(quotas, unused);
      await refund(async () => {
        const { gateway } = await settings.get("fleet");
        await deps.buckets.refund(GATEWAY_BUCKET, total, gateway, deps.clock.now());
      });
    },
  };
}

/** Deals `total` out in turns, so that no group starves. */
function share(wanted: readonly number[], total: number): number[] {
  const shares = wanted.map(() => 0);
  for (let left = Math.min(total, sum(wanted)); left > 0; ) {
    for (const [index, want] of wanted.entries()) {
      if (left > 0 && (shares[index] ?? 0) < want) {
        shares[index] = (shares[index] ?? 0) + 1;
        left -= 1;
      }
    }
  }
  return shares;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Whole seconds that cover `ms`; SQS hides a message for 12 hours at most. */
export function toSeconds(ms: number): number {
  return Math.min(43_200, Math.ceil(ms / 1000));
}
