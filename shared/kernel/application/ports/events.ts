import type { AuditEntry } from "../../../operators/domain/audit.ts";

/** `source`: the platform's own unless given. */
export type FleetEvent = {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly source?: string;
};

/** The event bus. */
export type Events = { publish(events: readonly FleetEvent[]): Promise<void> };

export type AuditTrail = {
  write(entry: AuditEntry): Promise<void>;
  list(limit: number, cursor?: string): Promise<{ entries: readonly AuditEntry[]; cursor?: string }>;
};
