import * as z from "zod";
import { limitsSchema } from "./account.ts";

/** What operators set for the whole fleet. */
export const settingsSchema = z.strictObject({
  /** The token bucket of the gateway's token: all accounts together. `dailyCap` counts by the day in China. */
  gateway: limitsSchema.default({ perSecond: 5, burst: 10, dailyCap: 1_000_000 }),
});

export type Settings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});
