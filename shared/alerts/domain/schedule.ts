import * as z from "zod";

/** How alerts are gathered into messages, as operators set it. */
export const alertSettingsSchema = z.strictObject({
  /** Seconds that the first alert waits for others. */
  gatherSeconds: z.int().min(0).max(300).default(10),
  /** Least seconds from one message to the next. */
  minIntervalSeconds: z.int().min(30).max(600).default(60),
  /** Accounts that a message lists by name in each group. */
  maxNames: z.int().min(1).max(50).default(10),
  /** Minutes for which a channel that refuses an alert is tried again. */
  retryMinutes: z.int().min(1).max(1440).default(360),
});

export type AlertSettings = z.infer<typeof alertSettingsSchema>;

/** The part of the fleet's settings that alerts go by. */
export type AlertingSettings = { readonly alerts: AlertSettings };

export const DEFAULT_ALERT_SETTINGS: AlertSettings = alertSettingsSchema.parse({});

/** When the last flush began and when the next one is due, epoch ms; `due` is absent while no flush is planned. */
export type FlushPlan = { readonly last: number; readonly due?: number };

/** Seconds from one message to the next with urgent alerts: six a minute, where WeCom and DingTalk take twenty. */
const URGENT_INTERVAL = 10;

/** A planned flush that did not come within this (ms) was lost in a crash. */
const OVERDUE = 20_000;

/** When a flush for an alert at `now` is due; an urgent one waits for others, but not for the interval's end. */
export function nextFlush({ last }: FlushPlan, settings: AlertSettings, now: number, urgent = false): number {
  const interval = urgent ? Math.min(URGENT_INTERVAL, settings.minIntervalSeconds) : settings.minIntervalSeconds;
  return Math.max(now + settings.gatherSeconds * 1000, last + interval * 1000);
}

/** Whether a flush is planned that can still be relied on. */
export function isPlanned({ due }: FlushPlan, now: number): boolean {
  return due !== undefined && now < due + OVERDUE;
}

/**
 * Whether the sweep may flush what a crash left behind: the oldest alert (`since`, epoch ms) has waited longer than any
 * plan would have let it, and no plan can be relied on.
 */
export function isLeftBehind(plan: FlushPlan, since: number, settings: AlertSettings, now: number): boolean {
  return !isPlanned(plan, now) && now >= nextFlush(plan, settings, since) + OVERDUE;
}
