import * as z from "zod";
import { expiryAfter, type Item, number, numberOf, sortable, text } from "../../platform/dynamodb/attributes.ts";
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import type { Condition } from "../../platform/dynamodb/expressions.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { absent, createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Alerts, PendingAlert, ToldAlert } from "../application/ports/alerts.ts";
import { type Alert, alertSchema } from "../domain/alert.ts";

/** The partition of all alerts, which has the plan of their flush as well. */
export const PARTITION = "alerts";

const CURSOR = ["pk", "sk"];

/** Days that told alerts are listed, and that a redelivered one is recognized. */
const TOLD_DAYS = 7;
/** Days after which a row that was never settled is garbage. */
const PENDING_DAYS = 30;

const sentToSchema = z.array(z.string());

const rowKey = (kind: "pending" | "told", { at, id }: Alert) => ({
  pk: PARTITION,
  sk: `${kind}#${sortable(at)}#${id}`,
});

const rows = (kind: "pending" | "told"): Condition => ({
  expression: "#pk = :pk AND begins_with(#sk, :kind)",
  values: { ":pk": text(PARTITION), ":kind": text(`${kind}#`) },
});

/** Alerts in the table `state`: one partition, sorted by the alerts' time. */
export function createDynamoAlerts(options: TableOptions): Alerts {
  const table = createTable(options);
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
      await table.put(toldRow(alert, sentTo, now));
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
      return { alerts: page.items.map(toldOf), ...toCursor(page.next, CURSOR) };
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

function toldRow(alert: Alert, sentTo: readonly string[], now: number) {
  const { pk, sk } = rowKey("told", alert);
  return {
    pk: text(pk),
    sk: text(sk),
    alert: packJson(alert, "an alert"),
    sentTo: packJson(sentTo, "channels"),
    toldAt: number(now),
    expiresAt: expiryAfter(TOLD_DAYS, now),
  };
}

function toldOf(item: Item): ToldAlert {
  return {
    alert: unpackJson(item, "alert", alertSchema),
    sentTo: unpackJson(item, "sentTo", sentToSchema),
    toldAt: numberOf(item, "toldAt"),
  };
}
