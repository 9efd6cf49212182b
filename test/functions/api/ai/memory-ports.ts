import type { createAiPorts } from "../../../../functions/api/ai/ports.ts";
import { createMemoryAiBudgets } from "../../../../shared/ai/adapters/memory-budgets.ts";
import { createMemoryAiSettings } from "../../../../shared/ai/adapters/memory-settings.ts";

export function memoryAiPorts(): ReturnType<typeof createAiPorts> {
  return { aiSettings: createMemoryAiSettings(), aiBudgets: createMemoryAiBudgets() };
}
