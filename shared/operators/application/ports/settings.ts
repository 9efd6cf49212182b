import type { Settings } from "../../domain/settings.ts";

export type SettingsStore = {
  get(): Promise<Settings>;
  put(settings: Settings): Promise<void>;
};
