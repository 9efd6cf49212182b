import type { SettingsStore } from "../application/ports/settings.ts";
import { DEFAULT_SETTINGS } from "../domain/settings.ts";

/** The fleet's settings in memory. */
export function createMemorySettings(): SettingsStore {
  let settings = DEFAULT_SETTINGS;
  return {
    async get() {
      return settings;
    },
    async put(changed) {
      settings = changed;
    },
  };
}
