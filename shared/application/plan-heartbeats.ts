import { isLeft } from "../domain/announcement.ts";
import { isMissed, isWatched, planBeats } from "../domain/heartbeat.ts";
import type { Accounts, Beats } from "./ports/accounts.ts";
import type { Clock, Metrics } from "./ports/runtime.ts";

export type PlanHeartbeatsDeps = {
  readonly accounts: Accounts;
  readonly beats: Beats;
  readonly clock: Clock;
  readonly metrics: Metrics;
};

/**
 * Queues the beats of the minute that begins at `minute` (epoch ms) for all accounts; returns for how many that ask. A plan that
 * is made twice asks twice, which does no harm. One that is made late leaves out what was due long before. An account
 * that is not asked gets a beat where something is left to be told of it.
 */
export function createPlanHeartbeats(deps: PlanHeartbeatsDeps): (minute: number) => Promise<number> {
  return async (minute) => {
    const accounts = await deps.accounts.list();
    const now = deps.clock.now();
    const watched = accounts.filter(isWatched);
    const left = accounts.filter((account) => !isWatched(account) && isLeft(account.untold, now));
    const appIds = [...watched, ...left].map(({ appId }) => appId);
    await deps.beats.add(planBeats(appIds, minute).filter((beat) => !isMissed(beat, now)));
    deps.metrics.count("AccountsWatched", watched.length);
    return watched.length;
  };
}
