import * as z from "zod";
import { accountSettingsSchema } from "../../accounts/domain/settings.ts";
import { alertSettingsSchema, DEFAULT_ALERT_SETTINGS } from "../../alerts/domain/schedule.ts";
import { conversationSettingsSchema } from "../../conversations/domain/settings.ts";
import { sendSettingsSchema } from "../../outbound/domain/settings.ts";

/** What operators set for the whole fleet: each capability's settings, in one object. */
export const settingsSchema = z.strictObject({
  ...sendSettingsSchema.shape,
  /** How alerts to the operators are gathered. */
  alerts: alertSettingsSchema.default(DEFAULT_ALERT_SETTINGS),
  ...accountSettingsSchema.shape,
  ...conversationSettingsSchema.shape,
});

export type Settings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});
