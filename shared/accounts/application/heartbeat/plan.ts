import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { type Account, wxidsOf } from "../../domain/account.ts";
import { isLeft } from "../../domain/announcement.ts";
import { isMissed, isWatched, planBeats } from "../../domain/heartbeat.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { FleetWxids } from "../ports/fleet-wxids.ts";
import type { Beats } from "../ports/heartbeat.ts";
import { readableAccounts } from "../readable-accounts.ts";

export type PlanHeartbeatsDeps = {
  readonly accounts: Accounts & Pick<FleetWxids, "noteWxids">;
  readonly beats: Beats;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * Queues the beats of the minute that begins at `minute` (epoch ms) for all accounts; returns how many accounts are
 * asked. A plan that is made twice asks twice, which does no harm. One that is made late leaves out what was due long
 * before. An account that is not asked gets a beat where a crash left announcements untold. The plan also notes the
 * wxids of all accounts: so readers of the fleet's wxids learn of changes that were not noted when they were made.
 */
export function createPlanHeartbeats(deps: PlanHeartbeatsDeps): (minute: number) => Promise<number> {
  async function noteWxids(accounts: readonly Account[], now: number): Promise<void> {
    try {
      if (await deps.accounts.noteWxids(wxidsOf(accounts), now)) deps.metrics.count("FleetWxidsNoted");
    } catch (error) {
      deps.log.error("the fleet's wxids were not noted; the next minute does it", error);
    }
  }

  return async (minute) => {
    const accounts = await readableAccounts(deps);
    const now = deps.clock.now();
    const watched = accounts.filter(isWatched);
    const left = accounts.filter((account) => !isWatched(account) && isLeft(account.untold, now));
    const appIds = [...watched, ...left].map(({ appId }) => appId);
    await deps.beats.add(planBeats(appIds, minute).filter((beat) => !isMissed(beat, now)));
    deps.metrics.count("AccountsWatched", watched.length);
    await noteWxids(accounts, now);
    return watched.length;
  };
}
