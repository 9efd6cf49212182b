import { type Item, number, numberOf } from "../../platform/dynamodb/attributes.ts";
import { openedBefore, windowIsOver, windowLasts } from "../../platform/dynamodb/circuits.ts";
import { createTable, type Table, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Written } from "../../platform/dynamodb/written.ts";
import type { AccountCircuits } from "../application/ports/outbound.ts";
import { ACCOUNT_WINDOW, type AccountTrouble, closedTat, NO_TROUBLE } from "../domain/account-circuit.ts";
import { bucketExpiry, isInWindow, keyOfBucket } from "./bucket-item.ts";

/** A round is lost when another sender began a window meanwhile. */
const ROUNDS = 4;

/**
 * The circuits of accounts in the items of their buckets. An account's day begins with a closed circuit, as it begins
 * with a full bucket.
 */
export function createDynamoAccountCircuits(options: TableOptions): AccountCircuits {
  const table = createTable(options);
  return {
    async fail(bucket, now) {
      let written = await add(table, bucket, now);
      for (let round = 0; round < ROUNDS && !written.done; round++) {
        written = await (isInWindow(written.item, now) ? add : begin)(table, bucket, now);
      }
      return troubleOf(written.done ? written.attributes : written.item);
    },

    async open(bucket, { until, trips }, limits, now) {
      const written = await table.update(
        keyOfBucket(bucket, now),
        "SET #tat = :tat, #used = if_not_exists(#used, :zero), #openUntil = :until, #trips = :trips, #expiresAt = :expiresAt",
        {
          ":tat": number(closedTat(limits, until)),
          ":zero": number(0),
          ":until": number(until),
          ":trips": number(trips),
          ":expiresAt": bucketExpiry(now),
        },
        { condition: openedBefore(trips - 1), signed: true },
      );
      return written.done;
    },

    /** A bucket without an item, as after midnight, stays without one. */
    async close(bucket, now) {
      await table.update(
        keyOfBucket(bucket, now),
        "REMOVE #windowStart, #failures, #usedBefore, #openUntil, #trips",
        {},
        { condition: { expression: "attribute_exists(#pk)" } },
      );
    },
  };
}

/** Counts a failure in the window in force. */
function add(table: Table, bucket: string, now: number): Promise<Written> {
  return table.update(
    keyOfBucket(bucket, now),
    "SET #failures = #failures + :one",
    { ":one": number(1) },
    {
      condition: windowLasts(now - ACCOUNT_WINDOW),
      returns: "ALL_NEW",
      signed: true,
    },
  );
}

/** Begins a window with a failure. */
function begin(table: Table, bucket: string, now: number): Promise<Written> {
  return table.update(
    keyOfBucket(bucket, now),
    [
      "SET #windowStart = :now, #failures = :one, #usedBefore = if_not_exists(#used, :zero)",
      "#used = if_not_exists(#used, :zero), #tat = if_not_exists(#tat, :zero), #expiresAt = :expiresAt",
    ].join(", "),
    {
      ":now": number(now),
      ":one": number(1),
      ":zero": number(0),
      ":expiresAt": bucketExpiry(now),
    },
    {
      condition: windowIsOver(now - ACCOUNT_WINDOW),
      returns: "ALL_NEW",
      signed: true,
    },
  );
}

function troubleOf(item: Item | undefined): AccountTrouble {
  if (!item) return NO_TROUBLE;
  const count = (name: string) => (item[name] === undefined ? 0 : numberOf(item, name));
  const failures = count("failures");
  return {
    calls: Math.max(failures, count("used") - count("usedBefore")),
    failures,
    openUntil: count("openUntil"),
    trips: count("trips"),
  };
}
