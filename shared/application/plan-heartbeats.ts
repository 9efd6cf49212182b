import { isWatched, planBeats } from "../domain/heartbeat.ts";
import type { Accounts, Beats, Metrics } from "./ports.ts";

export type PlanHeartbeatsDeps = { readonly accounts: Accounts; readonly beats: Beats; readonly metrics: Metrics };

/**
 * Queues the beats of the minute that begins at `minute` (epoch ms) for all accounts; returns for how many. A plan that
 * is made twice asks twice, which does no harm.
 */
export function createPlanHeartbeats(deps: PlanHeartbeatsDeps): (minute: number) => Promise<number> {
  return async (minute) => {
    const watched = (await deps.accounts.list()).filter(isWatched).map(({ appId }) => appId);
    await deps.beats.add(planBeats(watched, minute));
    deps.metrics.count("AccountsWatched", watched.length);
    return watched.length;
  };
}
