import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import { createDynamoAiBudgets } from "../../../shared/ai/adapters/dynamo-budgets.ts";
import { createDynamoAiSettings } from "../../../shared/ai/adapters/dynamo-settings.ts";
import type { AiBudgets, AiSettingsStore } from "../../../shared/ai/application/ports/ai.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of AI answers need. */
export type AiPorts = Pick<Runtime, "clock"> & {
  readonly accounts: Pick<Accounts, "get">;
  readonly aiSettings: AiSettingsStore;
  readonly aiBudgets: Pick<AiBudgets, "used">;
};

/** The ports that AI answers bring. */
export function createAiPorts({
  config,
  state,
}: {
  readonly config: TableOptions;
  readonly state: TableOptions;
}): Pick<AiPorts, "aiSettings" | "aiBudgets"> {
  return { aiSettings: createDynamoAiSettings(config), aiBudgets: createDynamoAiBudgets(state) };
}
