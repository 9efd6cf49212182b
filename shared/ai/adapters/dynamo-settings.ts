import { keyPart, text } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { AiSettingsStore } from "../application/ports/ai.ts";
import { accountAiSettingsSchema, aiSettingsSchema, DEFAULT_AI_SETTINGS } from "../domain/settings.ts";

const FLEET = { pk: "ai", sk: "fleet" };
const accountKey = (appId: string) => ({ pk: "ai", sk: `account#${keyPart(appId)}` });

/** Settings of the AI in the table `config`: one item for the fleet, and one for each account that has its own. */
export function createDynamoAiSettings(options: TableOptions): AiSettingsStore {
  const table = createTable(options);

  async function put({ pk, sk }: { pk: string; sk: string }, settings: object): Promise<void> {
    await table.put({ pk: text(pk), sk: text(sk), settings: packJson(settings, "the AI's settings") });
  }

  return {
    async fleet() {
      const item = await table.get(FLEET, { consistent: true });
      return item ? unpackJson(item, "settings", aiSettingsSchema) : DEFAULT_AI_SETTINGS;
    },
    putFleet: (settings) => put(FLEET, settings),
    async account(appId) {
      const item = await table.get(accountKey(appId), { consistent: true });
      return item ? unpackJson(item, "settings", accountAiSettingsSchema) : {};
    },
    putAccount: (appId, settings) => put(accountKey(appId), settings),
  };
}
