import { isPlanned, nextFlush } from "../domain/alert-schedule.ts";
import type { AlertFlushes, AlertStore, Clock, SettingsStore } from "./ports.ts";

export type PlanAlertFlushDeps = {
  readonly alerts: Pick<AlertStore, "plan" | "replan">;
  readonly flushes: AlertFlushes;
  readonly settings: Pick<SettingsStore, "get">;
  readonly clock: Clock;
};

/**
 * Sees to it that pending alerts are flushed, at most once an interval: of many callers one plans the flush and asks
 * for it. Who loses the plan to another loses it to a plan for later than his alert, or to a flush that is yet to read
 * it. A crash between plan and request leaves a plan that the sweep finds overdue.
 */
export function createPlanAlertFlush(deps: PlanAlertFlushDeps): () => Promise<void> {
  return async () => {
    const plan = await deps.alerts.plan();
    const now = deps.clock.now();
    if (isPlanned(plan, now)) return;
    const { alerts } = await deps.settings.get();
    const due = nextFlush(plan, alerts, now);
    if (!(await deps.alerts.replan(plan, { last: plan.last, due }))) return;
    await deps.flushes.request(due, Math.ceil((due - now) / 1000));
  };
}
