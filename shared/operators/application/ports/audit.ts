import type { AuditEntry } from "../../domain/audit.ts";

/** What operators changed, or tried to. */
export type AuditTrail = {
  write(entry: AuditEntry): Promise<void>;
  list(limit: number, cursor?: string): Promise<{ entries: readonly AuditEntry[]; cursor?: string }>;
};
