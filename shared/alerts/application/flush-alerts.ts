import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { SettingsReader } from "../../kernel/application/ports/settings.ts";
import { type AlertingSettings, type AlertSettings, type FlushPlan, isLeftBehind } from "../domain/schedule.ts";
import { inPortions } from "./in-portions.ts";
import type { PendingAlert } from "./ports/alerts.ts";
import type { AlertStore } from "./ports/store.ts";
import { createSettleAlert, type SettleAlertDeps } from "./settle-alert.ts";
import { createTellChannels, type TellChannelsDeps } from "./tell-channels.ts";

export type FlushAlertsDeps = SettleAlertDeps &
  TellChannelsDeps & {
    readonly alerts: AlertStore;
    readonly settings: SettingsReader<AlertingSettings>;
    /** Plans a flush for what this one leaves. */
    readonly plan: (urgent: boolean) => Promise<void>;
    readonly clock: Clock;
  };

/** What asks for a flush: the message of a plan, or the sweep that looks for what a crash left behind. */
export type FlushRequest = { readonly type: "flush"; readonly due: number } | { readonly type: "sweep" };

/** Alerts that one flush tells. */
const MAX_ALERTS = 1000;

/**
 * Tells all pending alerts: one message a channel. A channel that fails keeps its alerts pending and gets them with the
 * next flush, the others not again. A crash between sending and writing that down sends twice, and loses nothing.
 */
export function createFlushAlerts(deps: FlushAlertsDeps): (request: FlushRequest) => Promise<void> {
  const { alerts, clock } = deps;
  const tell = createTellChannels(deps);
  const settle = createSettleAlert(deps);

  async function isWanted(request: FlushRequest, plan: FlushPlan, settings: AlertSettings): Promise<boolean> {
    if (request.type === "flush") return plan.due === request.due;
    const [oldest] = await alerts.pending(1);
    return oldest !== undefined && isLeftBehind(plan, oldest.since, settings, clock.now());
  }

  /** Drops the returns of accounts whose trouble the operators were not told of: a login is no news. */
  async function worthTelling(pending: readonly PendingAlert[]): Promise<PendingAlert[]> {
    const rows = await inPortions(pending, async (row) => {
      const { type, appId, at } = row.alert;
      if (type !== "account-online" || appId === undefined) return row;
      if (await alerts.inTrouble(appId, at, clock.now())) return row;
      await alerts.drop(row.alert);
      return undefined;
    });
    return rows.filter((row) => row !== undefined);
  }

  return async (request) => {
    const { alerts: settings } = await deps.settings.get();
    const plan = await alerts.plan();
    if (!(await isWanted(request, plan, settings))) return;
    // Before the rows are read: an alert that is kept from here on gets a flush of its own.
    if (!(await alerts.replan(plan, { last: clock.now() }))) return;

    const pending = await alerts.pending(MAX_ALERTS);
    const rows = await worthTelling(pending);
    if (rows.length === 0) return;
    const told = await tell(rows, settings.maxNames);
    const waiting = await inPortions(rows, (row) => settle(row, told, settings.retryMinutes * 60_000));
    if (pending.length === MAX_ALERTS || waiting.includes(true)) await deps.plan(false);
  };
}
