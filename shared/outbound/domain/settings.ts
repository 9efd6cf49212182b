import * as z from "zod";
import { type Account, limitsSchema } from "../../accounts/domain/account.ts";
import type { Channel } from "../../accounts/domain/channel.ts";
import type { BucketLimits } from "../../kernel/domain/rate.ts";
import type { Lane } from "./lane.ts";

/** The share that is kept back; never all. */
const share = z.number().min(0).max(0.9);

/** How fast the fleet sends. `dailyCap`s count by the day in China. */
export const sendSettingsSchema = z.strictObject({
  /** The token bucket of the gateway's token: all accounts together. */
  gateway: limitsSchema.default({ perSecond: 5, burst: 10, dailyCap: 1_000_000 }),
  /** Accounts in use for fewer days than this are limited as new ones. */
  newAccountDays: z.int().min(0).max(3650).default(30),
  /** The limits of personal accounts without limits of their own. */
  newAccount: limitsSchema.default({ perSecond: 1, burst: 3, dailyCap: 500 }),
  oldAccount: limitsSchema.default({ perSecond: 2, burst: 3, dailyCap: 2000 }),
  /**
   * The limits of Official Accounts and mini programs without limits of their own: WeChat allows 500,000
   * customer-service messages a day.
   */
  officialAccount: limitsSchema.default({ perSecond: 50, burst: 100, dailyCap: 500_000 }),
  /**
   * What becomes of a message to a person whose window is closed as far as the platform knows: `fail` ends it, `try`
   * leaves it to WeChat, which also knows what the platform is not told, such as payments.
   */
  closedWindows: z.enum(["fail", "try"]).default("fail"),
  /** What bulk sends leave to replies, of every bucket: shares (0 to 0.9) of its burst and of its daily cap. */
  bulkReserve: z.strictObject({ burst: share, dailyCap: share }).default({ burst: 0.3, dailyCap: 0.2 }),
});

export type SendSettings = z.infer<typeof sendSettingsSchema>;

const DAY = 86_400_000;

type LimitsBy = (account: Account, settings: SendSettings, now: number) => BucketLimits;

const byAge: LimitsBy = ({ activeSince }, { newAccountDays, newAccount, oldAccount }, now) =>
  now - activeSince < newAccountDays * DAY ? newAccount : oldAccount;

const byOpenPlatform: LimitsBy = (_account, { officialAccount }) => officialAccount;

/** The limits of accounts without limits of their own; one row for each channel. */
const FLEET_LIMITS: Readonly<Record<Channel, LimitsBy>> = {
  personal: byAge,
  official: byOpenPlatform,
  "mini-program": byOpenPlatform,
};

/** The limits in force for an account at `now` (epoch ms): its own, or the fleet's for its channel. */
export function limitsOf(account: Account, settings: SendSettings, now: number): BucketLimits {
  return account.limits ?? FLEET_LIMITS[account.channel](account, settings, now);
}

/** The limits by which a lane takes from a bucket. */
export function laneLimits(lane: Lane, limits: BucketLimits, settings: SendSettings): BucketLimits {
  return lane === "bulk" ? bulkLimits(limits, settings) : limits;
}

/**
 * The limits by which bulk sends take from a bucket. Replies take from the same bucket by its whole limits, and so always
 * find the reserve, rounded up to whole messages.
 */
export function bulkLimits(limits: BucketLimits, { bulkReserve }: SendSettings): BucketLimits {
  const left = (all: number, kept: number) => all - Math.ceil(all * kept);
  return {
    ...limits,
    // A burst of one cannot be shared: bulk may take it too, or it would never send.
    burst: Math.max(1, left(limits.burst, bulkReserve.burst)),
    dailyCap: left(limits.dailyCap, bulkReserve.dailyCap),
  };
}
