import { expiryAfter, isExpired, number, numberOf, text } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { AccountTroubles } from "../application/ports/account-troubles.ts";

const DAYS = 90;

const troubleKey = (appId: string) => ({ pk: `alert-trouble#${appId}`, sk: "trouble" });

/** Accounts' troubles in the table `state`, one item an account. */
export function createDynamoAccountTroubles(options: TableOptions): AccountTroubles {
  const table = createTable(options);
  return {
    async noteTrouble(appId, at, now) {
      const { pk, sk } = troubleKey(appId);
      const item = { pk: text(pk), sk: text(sk), at: number(at), expiresAt: expiryAfter(DAYS, now) };
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
