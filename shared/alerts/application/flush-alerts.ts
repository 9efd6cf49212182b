import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { SettingsReader } from "../../kernel/application/ports/settings.ts";
import type { Alert } from "../domain/alert.ts";
import { type Digest, digestOf } from "../domain/digest.ts";
import { type AlertingSettings, type AlertSettings, type FlushPlan, isLeftBehind } from "../domain/schedule.ts";
import { type AlertTextOptions, alertText } from "../domain/text.ts";
import type { AlertChannel, AlertChannels, AlertStore, PendingAlert } from "./ports/alerts.ts";

export type FlushAlertsDeps = {
  readonly alerts: AlertStore;
  readonly channels: AlertChannels;
  readonly accounts: Pick<Accounts, "get">;
  readonly settings: SettingsReader<AlertingSettings>;
  /** Plans a flush for what this one leaves. */
  readonly plan: (urgent: boolean) => Promise<void>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** What asks for a flush: the message of a plan, or the sweep that looks for what a crash left behind. */
export type FlushRequest = { readonly type: "flush"; readonly due: number } | { readonly type: "sweep" };

/** Alerts that one flush tells. */
const MAX_ALERTS = 1000;

type TextOptions = Omit<AlertTextOptions, "maxBytes">;

/** Rows that are read or written at once. */
const AT_ONCE = 25;

/**
 * Tells all pending alerts: one message a channel. A channel that fails keeps its alerts pending and gets them with the
 * next flush, the others not again. A crash between sending and writing that down sends twice, and loses nothing.
 */
export function createFlushAlerts(deps: FlushAlertsDeps): (request: FlushRequest) => Promise<void> {
  async function isWanted(request: FlushRequest, plan: FlushPlan, settings: AlertSettings): Promise<boolean> {
    if (request.type === "flush") return plan.due === request.due;
    const [oldest] = await deps.alerts.pending(1);
    return oldest !== undefined && isLeftBehind(plan, oldest.since, settings, deps.clock.now());
  }

  /** Splits off the returns of accounts whose trouble nobody was told: a login is no news. */
  async function worthTelling(pending: readonly PendingAlert[]): Promise<PendingAlert[]> {
    const told = await inPortions(pending, async (row) => {
      const { type, appId, at } = row.alert;
      if (type !== "account-online" || appId === undefined) return row;
      if (await deps.alerts.inTrouble(appId, at, deps.clock.now())) return row;
      await deps.alerts.drop(row.alert);
      return undefined;
    });
    return told.filter((row) => row !== undefined);
  }

  /** Names of the accounts that may be listed. They are decoration: no alert waits for them. */
  async function namesIn({ groups }: Digest, maxNames: number): Promise<ReadonlyMap<string, string>> {
    const shown = groups.flatMap(({ entries }) => entries.slice(0, maxNames).flatMap(({ appId }) => appId ?? []));
    try {
      const accounts = await inPortions([...new Set(shown)], (appId) => deps.accounts.get(appId));
      return new Map(accounts.flatMap((account) => (account?.name ? [[account.appId, account.name] as const] : [])));
    } catch (error) {
      deps.log.error("alerts go out without the accounts' names", error);
      return new Map();
    }
  }

  /** Whether the channel has all of the alerts now. */
  async function tell(channel: AlertChannel, rows: readonly PendingAlert[], options: TextOptions): Promise<boolean> {
    const missing = rows.filter(({ sentTo }) => !sentTo.includes(channel.name)).map(({ alert }) => alert);
    if (missing.length === 0) return true;
    try {
      await channel.send(alertText(digestOf(missing), { ...options, maxBytes: channel.maxBytes }));
      deps.metrics.count("AlertSent", 1, { channel: channel.name });
      return true;
    } catch (error) {
      deps.metrics.count("AlertFailed", 1, { channel: channel.name });
      deps.log.error("a channel did not take the alerts; it is tried again with the next flush", error, {
        channel: channel.name,
        alerts: missing.length,
      });
      return false;
    }
  }

  /** True if the row still waits for a channel. */
  async function write(row: PendingAlert, told: ReadonlySet<string>, all: number, maxAge: number): Promise<boolean> {
    const now = deps.clock.now();
    const sentTo = [...new Set([...row.sentTo, ...told])];
    const isComplete = told.size === all;
    if (!isComplete && now - row.since < maxAge) {
      if (sentTo.length > row.sentTo.length) await deps.alerts.markSent(row.alert, sentTo);
      return true;
    }
    if (!isComplete) {
      deps.metrics.count("AlertGivenUp");
      deps.log.warn("an alert is given up: a channel has refused it for too long", { alert: row.alert, sentTo });
    }
    await endTrouble(row.alert);
    await deps.alerts.settle(row.alert, sentTo, now);
    return false;
  }

  async function endTrouble({ type, appId, at }: Alert): Promise<void> {
    if (type === "account-online" && appId !== undefined) await deps.alerts.endTrouble(appId, at);
  }

  return async (request) => {
    const { alerts: settings } = await deps.settings.get();
    const plan = await deps.alerts.plan();
    if (!(await isWanted(request, plan, settings))) return;
    // Before the rows are read: whoever keeps an alert from here on plans a flush of his own.
    if (!(await deps.alerts.replan(plan, { last: deps.clock.now() }))) return;

    const pending = await deps.alerts.pending(MAX_ALERTS);
    const rows = await worthTelling(pending);
    if (rows.length === 0) return;
    const { maxNames } = settings;
    const names = await namesIn(digestOf(rows.map(({ alert }) => alert)), maxNames);
    const channels = await deps.channels();
    const took = await Promise.all(channels.map((channel) => tell(channel, rows, { maxNames, names })));
    const told = new Set(channels.flatMap(({ name }, position) => (took[position] ? [name] : [])));
    const waiting = await inPortions(rows, (row) => write(row, told, channels.length, settings.retryMinutes * 60_000));
    if (pending.length === MAX_ALERTS || waiting.includes(true)) await deps.plan(false);
  };
}

async function inPortions<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  }
  return results;
}
