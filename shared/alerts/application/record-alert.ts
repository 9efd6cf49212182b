import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import { isAccountTrouble, isUrgent } from "../domain/alert.ts";
import { alertOf, type BusEvent } from "../domain/event.ts";
import type { AccountTroubles } from "./ports/account-troubles.ts";
import type { Alerts } from "./ports/alerts.ts";

export type RecordAlertDeps = {
  readonly alerts: Pick<Alerts, "add"> & Pick<AccountTroubles, "noteTrouble">;
  /** Sees to it that the alert is flushed. */
  readonly plan: (urgent: boolean) => Promise<void>;
  readonly clock: Clock;
  readonly metrics: Metrics;
};

/**
 * Keeps the alert that an event is worth, if any, until it is told. Each step may be repeated, so that an event that is
 * handed over again after a crash completes what the first attempt left.
 */
export function createRecordAlert(deps: RecordAlertDeps): (event: BusEvent) => Promise<void> {
  return async (event) => {
    const alert = alertOf(event);
    if (!alert) return;
    const now = deps.clock.now();
    if (alert.appId !== undefined && isAccountTrouble(alert.type)) {
      await deps.alerts.noteTrouble(alert.appId, alert.at, now);
    }
    await deps.alerts.add(alert, now);
    await deps.plan(isUrgent(alert));
    deps.metrics.count("AlertRecorded", 1, { type: alert.type });
  };
}
