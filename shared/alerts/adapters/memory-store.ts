import { pageOf } from "../../platform/memory/pager.ts";
import type { PendingAlert, ToldAlert } from "../application/ports/alerts.ts";
import type { AlertStore } from "../application/ports/store.ts";
import type { Alert } from "../domain/alert.ts";
import type { FlushPlan } from "../domain/schedule.ts";

const keyOf = ({ at, id }: Alert): string => `${String(at).padStart(15, "0")}#${id}`;

/** Alerts on their way to the operators, in memory. */
export function createMemoryAlertStore(): AlertStore {
  const pending = new Map<string, PendingAlert>();
  const told = new Map<string, ToldAlert>();
  const troubles = new Map<string, number>();
  let plan: FlushPlan = { last: 0 };

  return {
    async add(alert, now) {
      const key = keyOf(alert);
      if (!told.has(key) && !pending.has(key)) pending.set(key, { alert, since: now, sentTo: [] });
    },
    async pending(limit) {
      return [...pending]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, limit)
        .map(([, row]) => row);
    },
    async markSent(alert, sentTo) {
      const row = pending.get(keyOf(alert));
      if (row) pending.set(keyOf(alert), { ...row, sentTo });
    },
    async settle(alert, sentTo, now) {
      told.set(keyOf(alert), { alert, sentTo, toldAt: now });
      pending.delete(keyOf(alert));
    },
    async drop(alert) {
      pending.delete(keyOf(alert));
    },
    async listTold(limit, cursor) {
      const newest = [...told.values()].sort((a, b) => (keyOf(a.alert) < keyOf(b.alert) ? 1 : -1));
      const { page, next } = pageOf(newest, ({ alert }) => keyOf(alert), limit, cursor);
      return { alerts: page, ...next };
    },
    plan: async () => plan,
    async replan(was, next) {
      if (plan.last !== was.last || plan.due !== was.due) return false;
      plan = next;
      return true;
    },
    async noteTrouble(appId, at) {
      troubles.set(appId, Math.max(at, troubles.get(appId) ?? 0));
    },
    async inTrouble(appId, at) {
      return (troubles.get(appId) ?? Number.POSITIVE_INFINITY) <= at;
    },
    async endTrouble(appId, at) {
      if ((troubles.get(appId) ?? Number.POSITIVE_INFINITY) <= at) troubles.delete(appId);
    },
  };
}
