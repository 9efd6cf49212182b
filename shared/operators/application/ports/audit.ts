import type { AuditEntry } from "../../domain/audit.ts";

/** Who changed what, by whose word. */
export type AuditTrail = {
  write(entry: AuditEntry): Promise<void>;
  list(limit: number, cursor?: string): Promise<{ entries: readonly AuditEntry[]; cursor?: string }>;
};
