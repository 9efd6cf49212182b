import { text } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { SettingsStore } from "../application/ports/settings.ts";
import { DEFAULT_SETTINGS, settingsSchema } from "../domain/settings.ts";

const KEY = { pk: "settings", sk: "fleet" };

/** The fleet's settings in the table `config`; the defaults where an operator has not set them. */
export function createDynamoSettings(options: TableOptions): SettingsStore {
  const table = createTable(options);
  return {
    async get() {
      const item = await table.get(KEY, { consistent: true });
      return item ? unpackJson(item, "settings", settingsSchema) : DEFAULT_SETTINGS;
    },
    async put(settings) {
      await table.put({ pk: text(KEY.pk), sk: text(KEY.sk), settings: packJson(settings, "the settings") });
    },
  };
}
