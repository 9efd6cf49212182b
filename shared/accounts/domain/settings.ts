import * as z from "zod";

/** How accounts are kept alive. */
export const accountSettingsSchema = z.strictObject({
  /** An account in ERROR is tried again after so many minutes. */
  retryMinutes: z.int().min(5).max(1440).default(60),
  /** An account that is online and heard nothing for so many minutes has its connection renewed; 0: never. */
  silenceMinutes: z.int().min(0).max(10_080).default(180),
});

export type AccountSettings = z.infer<typeof accountSettingsSchema>;
