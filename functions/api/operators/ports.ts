import { createDynamoAuditTrail } from "../../../shared/operators/adapters/dynamo-audit-trail.ts";
import type { AuditTrail } from "../../../shared/operators/application/ports/audit.ts";
import type { SettingsStore } from "../../../shared/operators/application/ports/settings.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";

/** What the routes of the audit trail and the settings need. */
export type OperatorPorts = {
  readonly audit: AuditTrail;
  readonly settings: SettingsStore;
};

/** The port that operators bring. */
export function createOperatorPorts({ config }: { readonly config: TableOptions }): Pick<OperatorPorts, "audit"> {
  return { audit: createDynamoAuditTrail(config) };
}
