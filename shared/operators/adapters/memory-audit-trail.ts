import { pageOf } from "../../platform/memory/pager.ts";
import type { AuditTrail } from "../application/ports/audit.ts";
import type { AuditEntry } from "../domain/audit.ts";

/** The operators' audit trail in memory. */
export function createMemoryAuditTrail(): AuditTrail {
  const entries = new Map<string, AuditEntry>();
  return {
    async write(entry) {
      entries.set(entry.id, entry);
    },
    async list(limit, cursor) {
      const newest = [...entries.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
      const { page, next } = pageOf(newest, ({ id }) => id, limit, cursor);
      return { entries: page, ...next };
    },
  };
}
