import { cached } from "../../../kernel/application/cached.ts";
import type { SettingsReader } from "../../../kernel/application/ports/settings.ts";
import type { GroupSize, Leftover, Quota } from "../../domain/quota.ts";
import type { SendSettings } from "../../domain/settings.ts";
import { type AccountBucketsDeps, createAccountBuckets } from "./account-buckets.ts";
import { createSharedBuckets } from "./shared-buckets.ts";

/** Deals out what the accounts' states and all token buckets allow. */
export type OutboundQuotas = {
  /** Takes tokens for all groups of a batch at once. Never throws: where a store does not answer, the group waits. */
  take<G extends GroupSize>(groups: readonly G[]): Promise<readonly (G & Quota)[]>;
  /** Gives back what was taken and not used; a failure costs tokens only and is logged. */
  giveBack(leftovers: readonly Leftover[]): Promise<void>;
};

export type OutboundQuotasDeps = Omit<AccountBucketsDeps, "settings"> & {
  readonly settings: SettingsReader<SendSettings>;
};

const SETTINGS_CACHE = 5000;

export function createOutboundQuotas(deps: OutboundQuotasDeps): OutboundQuotas {
  const fleet = cached(deps.clock, SETTINGS_CACHE, () => deps.settings.get());
  const common = { ...deps, settings: () => fleet.get("fleet") };
  const accounts = createAccountBuckets(common);
  const shared = createSharedBuckets({ ...common, refundAccounts: accounts.giveBack });
  return {
    async take(groups) {
      const own = await Promise.all(groups.map(async (group) => ({ ...group, ...(await accounts.take(group)) })));
      return shared.take(own);
    },
    async giveBack(leftovers) {
      await accounts.giveBack(leftovers);
      await shared.giveBack(leftovers);
    },
  };
}
