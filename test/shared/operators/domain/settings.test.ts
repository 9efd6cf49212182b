import { expect, it } from "vitest";
import { DEFAULT_SETTINGS, settingsSchema } from "../../../../shared/operators/domain/settings.ts";

it("limits the gateway's token to 5 a second and a burst of 10 unless somebody says otherwise", () => {
  expect(DEFAULT_SETTINGS.gateway).toMatchObject({ perSecond: 5, burst: 10 });
  expect(settingsSchema.parse({})).toEqual(DEFAULT_SETTINGS);
});

it("takes whole limits only, and no setting that it does not know", () => {
  const gateway = { perSecond: 50, burst: 100, dailyCap: 10 };
  expect(settingsSchema.parse({ gateway })).toEqual({ ...DEFAULT_SETTINGS, gateway });
  expect(settingsSchema.safeParse({ gateway: { perSecond: 50 } }).success).toBe(false);
  expect(settingsSchema.safeParse({ gatway: gateway }).success).toBe(false);
});

it.each([
  { newAccountDays: -1 },
  { newAccountDays: 1.5 },
  { newAccount: { perSecond: 1 } },
  { bulkReserve: { burst: 1, dailyCap: 0 } },
  { bulkReserve: { burst: 0.5 } },
])("refuses %j", (settings) => {
  expect(settingsSchema.safeParse(settings).success).toBe(false);
});
