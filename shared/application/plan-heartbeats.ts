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
 * Queues the beats of the minute that begins at `minute` (epoch ms) for all accounts; returns for how many. A plan that
 * is made twice asks twice, which does no harm. One that is made late leaves out what was due long before.
 */
export function createPlanHeartbeats(deps: PlanHeartbeatsDeps): (minute: number) => Promise<number> {
  return async (minute) => {
    const watched = (await deps.accounts.list()).filter(isWatched).map(({ appId }) => appId);
    const now = deps.clock.now();
    await deps.beats.add(planBeats(watched, minute).filter((beat) => !isMissed(beat, now)));
    deps.metrics.count("AccountsWatched", watched.length);
    return watched.length;
  };
}
