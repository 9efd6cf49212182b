import type { createAlertPorts } from "../../../../functions/api/alerts/ports.ts";
import { createMemoryAlertStore } from "../../../../shared/alerts/adapters/memory-store.ts";

export function memoryAlertPorts(): ReturnType<typeof createAlertPorts> {
  return { alerts: createMemoryAlertStore(), alertChannels: async () => [] };
}
