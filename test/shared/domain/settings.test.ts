import { expect, it } from "vitest";
import { DEFAULT_SETTINGS, settingsSchema } from "../../../shared/domain/settings.ts";

it("limits the gateway's token to 5 a second and a burst of 10 unless somebody says otherwise", () => {
  expect(DEFAULT_SETTINGS.gateway).toMatchObject({ perSecond: 5, burst: 10 });
  expect(settingsSchema.parse({})).toEqual(DEFAULT_SETTINGS);
});

it("takes whole limits only, and no setting that it does not know", () => {
  const gateway = { perSecond: 50, burst: 100, dailyCap: 10 };
  expect(settingsSchema.parse({ gateway })).toEqual({ gateway });
  expect(settingsSchema.safeParse({ gateway: { perSecond: 50 } }).success).toBe(false);
  expect(settingsSchema.safeParse({ gatway: gateway }).success).toBe(false);
});
