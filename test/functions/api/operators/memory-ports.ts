import type { createOperatorPorts } from "../../../../functions/api/operators/ports.ts";
import { createMemoryAuditTrail } from "../../../../shared/operators/adapters/memory-audit-trail.ts";

export function memoryOperatorPorts(): ReturnType<typeof createOperatorPorts> {
  return { audit: createMemoryAuditTrail() };
}
