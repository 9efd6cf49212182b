import type { Account } from "../../../accounts/domain/account.ts";
import type { Events } from "../../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import type { SettingsReader } from "../../../kernel/application/ports/settings.ts";
import { bucketDay, nextDay } from "../../../kernel/domain/rate.ts";
import { EVENTS } from "../../../names.ts";
import { bucketOfAccount } from "../../domain/account-circuit.ts";
import { laneLimits, limitsOf, type SendSettings } from "../../domain/settings.ts";
import type { TokenBuckets } from "../ports/outbound.ts";

/**
 * Holds what an account sends unasked until midnight in China, as if the bulk lane had used up its share of the day:
 * WeChat takes no further call of the account today. Replies go on, since each kind of call has a quota of its own.
 * Never throws: without the hold, the next unasked send finds the same and tries again to hold.
 */
export type HoldUnasked = (account: Account, reason: string) => Promise<void>;

export type HoldUnaskedDeps = {
  readonly settings: SettingsReader<SendSettings>;
  readonly buckets: Pick<TokenBuckets, "exhaust">;
  readonly events: Events;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

export function createHoldUnasked({ settings, buckets, events, clock, metrics, log }: HoldUnaskedDeps): HoldUnasked {
  return async (account, reason) => {
    const { appId } = account;
    try {
      const now = clock.now();
      const fleet = await settings.get();
      const limits = laneLimits("bulk", limitsOf(account, fleet, now), fleet);
      if (!(await buckets.exhaust(bucketOfAccount(appId), limits, now))) return;
      const until = nextDay(now);
      metrics.count("QuotaExhausted");
      log.warn("WeChat's quota of the day is used up: the account's broadcasts wait", { appId, until });
      const eventId = `${appId}.quota.${bucketDay(now)}`;
      await events.publish([{ type: EVENTS.quotaExhausted, detail: { appId, until, reason, eventId } }]);
    } catch (error) {
      log.error("an account whose quota is used up was not held, or its event not published", error, { appId });
    }
  };
}
