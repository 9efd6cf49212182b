import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { AccountTroubles } from "./ports/account-troubles.ts";
import type { Alerts, PendingAlert } from "./ports/alerts.ts";
import type { ToldChannels } from "./tell-channels.ts";

export type SettleAlertDeps = {
  readonly alerts: Alerts & AccountTroubles;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** True if the alert still waits for a channel. `maxAge`: how long it may wait, ms. */
export type SettleAlert = (row: PendingAlert, told: ToldChannels, maxAge: number) => Promise<boolean>;

/** Writes down which channels have an alert, and ends its wait once all have it or it has waited for too long. */
export function createSettleAlert({ alerts, clock, metrics, log }: SettleAlertDeps): SettleAlert {
  return async (row, { took, all }, maxAge) => {
    const { alert } = row;
    const now = clock.now();
    const sentTo = [...new Set([...row.sentTo, ...took])];
    const isComplete = took.size === all;
    if (!isComplete && now - row.since < maxAge) {
      if (sentTo.length > row.sentTo.length) await alerts.markSent(alert, sentTo);
      return true;
    }
    if (!isComplete) {
      metrics.count("AlertGivenUp");
      log.warn("an alert is given up: a channel has refused it for too long", { alert, sentTo });
    }
    const { type, appId, at } = alert;
    if (type === "account-online" && appId !== undefined) await alerts.endTrouble(appId, at);
    await alerts.settle(alert, sentTo, now);
    return false;
  };
}
