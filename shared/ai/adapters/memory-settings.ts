import type { AiSettingsStore } from "../application/ports/ai.ts";
import { type AccountAiSettings, type AiSettings, DEFAULT_AI_SETTINGS } from "../domain/settings.ts";

/** Settings of the AI in memory. */
export function createMemoryAiSettings(initial: AiSettings = DEFAULT_AI_SETTINGS): AiSettingsStore {
  let fleet = initial;
  const accounts = new Map<string, AccountAiSettings>();
  return {
    fleet: async () => fleet,
    async putFleet(settings) {
      fleet = settings;
    },
    account: async (appId) => accounts.get(appId) ?? {},
    async putAccount(appId, settings) {
      accounts.set(appId, settings);
    },
  };
}
