import type { createRulePorts } from "../../../../functions/api/rules/ports.ts";
import type { MessageHistory } from "../../../../shared/decisions/application/ports/journal.ts";
import { createMemoryBodyStore } from "../../../../shared/inbound/adapters/memory-body-store.ts";
import { createMemoryRuleDrafts } from "../../../../shared/rules/adapters/memory-drafts.ts";
import { createMemoryRules } from "../../../../shared/rules/adapters/memory-rules.ts";

/** The rules' ports in memory, over a journal's history. */
export function memoryRulePorts(history: MessageHistory): ReturnType<typeof createRulePorts> {
  return {
    rules: createMemoryRules(),
    ruleDrafts: createMemoryRuleDrafts(),
    history,
    bodies: createMemoryBodyStore(),
    profileScope: "addressed",
  };
}
