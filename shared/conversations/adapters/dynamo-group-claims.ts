import { expiryAfter, keyPart, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { GroupClaims } from "../application/ports/group-claims.ts";

const KEPT_DAYS = 30;

/** Claims in the table `state`: an item a message, so that no group's claims share a partition. */
export function createDynamoGroupClaims(options: TableOptions): GroupClaims {
  const table = createTable(options);
  return {
    async claim(groupId, key, appId, now) {
      const written = await table.update(
        { pk: `claim#${keyPart(groupId)}#${key}`, sk: "answer" },
        "SET #appId = :appId, #expiresAt = :expiresAt",
        { ":appId": text(appId), ":expiresAt": expiryAfter(KEPT_DAYS, now) },
        { condition: NEVER_STORED },
      );
      if (written.done) return appId;
      return written.item ? textOf(written.item, "appId") : appId;
    },
  };
}
