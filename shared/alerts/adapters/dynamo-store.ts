import * as z from "zod";
import {
  expiryAfter,
  type Item,
  isExpired,
  number,
  numberOf,
  sortable,
  text,
} from "../../platform/dynamodb/attributes.ts";
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { absent, type Condition, createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { AlertStore, PendingAlert } from "../application/ports/alerts.ts";
import { type Alert, alertSchema } from "../domain/alert.ts";
import type { FlushPlan } from "../domain/schedule.ts";

const PARTITION = "alerts";
const CURSOR = ["pk", "sk"];
const PLAN = { pk: PARTITION, sk: "plan" };

/** Days that told alerts are listed, and that a redelivered one is recognized. */
const TOLD_DAYS = 7;
/** Days after which a row that nobody ended is garbage. */
const PENDING_DAYS = 30;
const TROUBLE_DAYS = 90;

const rowKey = (kind: "pending" | "told", { at, id }: Alert) => ({
  pk: PARTITION,
  sk: `${kind}#${sortable(at)}#${id}`,
});
const troubleKey = (appId: string) => ({ pk: `alert-trouble#${appId}`, sk: "trouble" });
const sentToSchema = z.array(z.string());

/** Alerts on their way to the operators, in the table `state`: one partition, sorted by the alerts' time. */
export function createDynamoAlertStore(options: TableOptions): AlertStore {
  const table = createTable(options);
  const rows = (kind: "pending" | "told"): Condition => ({
    expression: "#pk = :pk AND begins_with(#sk, :kind)",
    values: { ":pk": text(PARTITION), ":kind": text(`${kind}#`) },
  });

  return {
    async add(alert, now) {
      if (await table.get(rowKey("told", alert), { consistent: true })) return;
      const { pk, sk } = rowKey("pending", alert);
      const item = {
        pk: text(pk),
        sk: text(sk),
        alert: packJson(alert, "an alert"),
        sentTo: packJson([], "channels"),
        since: number(now),
        expiresAt: expiryAfter(PENDING_DAYS, now),
      };
      await table.put(item, absent(now));
    },

    async pending(limit) {
      const page = await table.query({ ...rows("pending"), ConsistentRead: true, Limit: limit });
      return page.items.map(pendingOf);
    },

    async markSent(alert, sentTo) {
      await table.update(
        rowKey("pending", alert),
        "SET #sentTo = :sentTo",
        { ":sentTo": packJson(sentTo, "channels") },
        { condition: { expression: "attribute_exists(#pk)" } },
      );
    },

    /** The told row first: a crash before the other leaves an alert that is told again, not one that is lost. */
    async settle(alert, sentTo, now) {
      const { pk, sk } = rowKey("told", alert);
      await table.put({
        pk: text(pk),
        sk: text(sk),
        alert: packJson(alert, "an alert"),
        sentTo: packJson(sentTo, "channels"),
        toldAt: number(now),
        expiresAt: expiryAfter(TOLD_DAYS, now),
      });
      await table.remove(rowKey("pending", alert));
    },

    async drop(alert) {
      await table.remove(rowKey("pending", alert));
    },

    async listTold(limit, cursor) {
      const page = await table.query({
        ...rows("told"),
        ScanIndexForward: false,
        Limit: limit,
        ...fromCursor(cursor, CURSOR, { pk: PARTITION }),
      });
      const alerts = page.items.map((item) => ({
        alert: unpackJson(item, "alert", alertSchema),
        sentTo: unpackJson(item, "sentTo", sentToSchema),
        toldAt: numberOf(item, "toldAt"),
      }));
      return { alerts, ...toCursor(page.next, CURSOR) };
    },

    async plan() {
      return planOf(await table.get(PLAN, { consistent: true }));
    },

    async replan(was, next) {
      const written = await table.put(
        {
          pk: text(PLAN.pk),
          sk: text(PLAN.sk),
          last: number(next.last),
          ...(next.due === undefined ? {} : { due: number(next.due) }),
        },
        unchanged(was),
      );
      return written.done;
    },

    async noteTrouble(appId, at, now) {
      const { pk, sk } = troubleKey(appId);
      const item = { pk: text(pk), sk: text(sk), at: number(at), expiresAt: expiryAfter(TROUBLE_DAYS, now) };
      await table.put(item, {
        expression: "attribute_not_exists(#pk) OR #at < :at",
        values: { ":at": number(at) },
      });
    },

    async inTrouble(appId, at, now) {
      const item = await table.get(troubleKey(appId), { consistent: true });
      return item !== undefined && !isExpired(item, now) && numberOf(item, "at") <= at;
    },

    async endTrouble(appId, at) {
      await table.remove(troubleKey(appId), { expression: "#at <= :at", values: { ":at": number(at) } });
    },
  };
}

function pendingOf(item: Item): PendingAlert {
  return {
    alert: unpackJson(item, "alert", alertSchema),
    since: numberOf(item, "since"),
    sentTo: unpackJson(item, "sentTo", sentToSchema),
  };
}

function planOf(item: Item | undefined): FlushPlan {
  if (!item) return { last: 0 };
  return { last: numberOf(item, "last"), ...(item.due === undefined ? {} : { due: numberOf(item, "due") }) };
}

/** A plan that was never stored is `{last: 0}`. */
function unchanged({ last, due }: FlushPlan): Condition {
  if (due !== undefined) {
    return { expression: "#last = :last AND #due = :due", values: { ":last": number(last), ":due": number(due) } };
  }
  if (last === 0) return NEVER_STORED;
  return { expression: "#last = :last AND attribute_not_exists(#due)", values: { ":last": number(last) } };
}
