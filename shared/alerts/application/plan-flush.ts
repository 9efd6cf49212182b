import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { SettingsReader } from "../../kernel/application/ports/settings.ts";
import { type AlertingSettings, isPlanned, nextFlush } from "../domain/schedule.ts";
import type { AlertFlushes, FlushPlans } from "./ports/flush-plans.ts";

export type PlanAlertFlushDeps = {
  readonly alerts: FlushPlans;
  readonly flushes: AlertFlushes;
  readonly settings: SettingsReader<AlertingSettings>;
  readonly clock: Clock;
};

/**
 * A lost round means that another caller planned, or began a flush: after this many, another caller has planned for
 * all.
 */
const ROUNDS = 4;

/**
 * Sees to it that pending alerts are flushed, at most once an interval: of many callers one plans the flush and asks
 * for it; an urgent alert moves a plan that is too late for it. A crash between plan and request leaves a plan that the
 * sweep finds overdue.
 */
export function createPlanAlertFlush(deps: PlanAlertFlushDeps): (urgent: boolean) => Promise<void> {
  /** False if another caller changed the plan meanwhile. */
  async function tryToPlan(urgent: boolean): Promise<boolean> {
    const plan = await deps.alerts.plan();
    const now = deps.clock.now();
    const planned = isPlanned(plan, now) ? plan.due : undefined;
    if (planned !== undefined && !urgent) return true;
    const { alerts } = await deps.settings.get();
    const due = nextFlush(plan, alerts, now, urgent);
    if (planned !== undefined && planned <= due) return true;
    if (!(await deps.alerts.replan(plan, { last: plan.last, due }))) return false;
    await deps.flushes.request(due, Math.ceil((due - now) / 1000));
    return true;
  }

  return async (urgent) => {
    for (let round = 0; round < ROUNDS; round++) if (await tryToPlan(urgent)) return;
  };
}
