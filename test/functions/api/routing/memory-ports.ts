import type { createRoutingPorts } from "../../../../functions/api/routing/ports.ts";
import { createMemoryRoutingTables } from "../../../../shared/routing/adapters/memory-tables.ts";

export function memoryRoutingPorts(): ReturnType<typeof createRoutingPorts> {
  return {
    routing: createMemoryRoutingTables(),
    webhookCredentials: async () => ({ key: "the-key-of-all-webhooks", trustedOrigins: ["http://10.0.0.5:8080"] }),
    routingQueues: ["arn:aws:sqs:eu-central-1:123456789012:crm.fifo"],
  };
}
