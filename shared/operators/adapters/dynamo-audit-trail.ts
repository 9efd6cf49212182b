import { text } from "../../platform/dynamodb/attributes.ts";
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { AuditTrail } from "../application/ports/audit.ts";
import { type AuditEntry, auditEntrySchema } from "../domain/audit.ts";

const PARTITION = "audit";
const CURSOR = ["pk", "sk"];

/** The operators' audit trail in the table `config`; ids are ULIDs, so their order is that of time. */
export function createDynamoAuditTrail(options: TableOptions): AuditTrail {
  const table = createTable(options);
  return {
    async write(entry) {
      await table.put({ pk: text(PARTITION), sk: text(`entry#${entry.id}`), entry: packJson(entry, "an audit entry") });
    },

    async list(limit, cursor) {
      const page = await table.query({
        expression: "#pk = :pk",
        values: { ":pk": text(PARTITION) },
        ScanIndexForward: false,
        Limit: limit,
        ...fromCursor(cursor, CURSOR, { pk: PARTITION }),
      });
      const entries: AuditEntry[] = page.items.map((item) => unpackJson(item, "entry", auditEntrySchema));
      return { entries, ...toCursor(page.next, CURSOR) };
    },
  };
}
