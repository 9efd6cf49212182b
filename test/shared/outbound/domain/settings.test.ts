import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bulkLimits, limitsOf, sendSettingsSchema } from "../../../../shared/outbound/domain/settings.ts";
import { anAccount, NOON } from "../../../support/builders.ts";

const DAY = 86_400_000;
const DEFAULTS = sendSettingsSchema.parse({});

describe("the limits of an account", () => {
  const aged = (days: number, settings = DEFAULTS) =>
    limitsOf(anAccount({ activeSince: NOON - days * DAY }), settings, NOON);

  it("are 1 message a second for its first 30 days, then 2", () => {
    expect(aged(0)).toEqual({ perSecond: 1, burst: 3, dailyCap: 500 });
    expect(aged(29.999)).toEqual({ perSecond: 1, burst: 3, dailyCap: 500 });
    expect(aged(30)).toEqual({ perSecond: 2, burst: 3, dailyCap: 2000 });
  });

  it("follow the fleet's settings: what is new, and what new and old ones may send", () => {
    const newAccount = { perSecond: 0.5, burst: 1, dailyCap: 20 };
    const oldAccount = { perSecond: 4, burst: 9, dailyCap: 9000 };
    const settings = sendSettingsSchema.parse({ newAccountDays: 7, newAccount, oldAccount });
    expect(aged(6.9, settings)).toEqual(newAccount);
    expect(aged(7, settings)).toEqual(oldAccount);
    expect(aged(0, { ...settings, newAccountDays: 0 })).toEqual(oldAccount);
  });

  it("are those of Official Accounts for one, whatever its age", () => {
    const official = anAccount({ channel: "official", activeSince: NOON });
    expect(limitsOf(official, DEFAULTS, NOON)).toEqual({ perSecond: 50, burst: 100, dailyCap: 500_000 });
  });

  it("are its own where it has some, whatever its age", () => {
    const limits = { perSecond: 9, burst: 1, dailyCap: 0 };
    expect(limitsOf(anAccount({ limits, activeSince: NOON }), DEFAULTS, NOON)).toEqual(limits);
  });
});

describe("what bulk may take", () => {
  it("leaves replies three tenths of the burst and a fifth of the day, rounded up to messages", () => {
    const limits = { perSecond: 2, burst: 3, dailyCap: 2001 };
    expect(bulkLimits(limits, DEFAULTS)).toEqual({ perSecond: 2, burst: 2, dailyCap: 1600 });
  });

  it("is never less than one at a time, nor more than the limits, and leaves what the settings say", () => {
    const limits = fc.record({
      perSecond: fc.constant(1),
      burst: fc.integer({ min: 1, max: 10_000 }),
      dailyCap: fc.nat({ max: 1_000_000 }),
    });
    const share = fc.integer({ min: 0, max: 90 }).map((percent) => percent / 100);
    fc.assert(
      fc.property(limits, share, share, (all, burst, dailyCap) => {
        const bulk = bulkLimits(all, { ...DEFAULTS, bulkReserve: { burst, dailyCap } });
        expect(bulk.burst).toBeGreaterThanOrEqual(1);
        if (bulk.burst > 1) expect(all.burst - bulk.burst).toBeGreaterThanOrEqual(all.burst * burst);
        expect(all.burst - bulk.burst).toBeLessThanOrEqual(Math.ceil(all.burst * burst));
        expect(all.dailyCap - bulk.dailyCap).toBe(Math.ceil(all.dailyCap * dailyCap));
      }),
    );
  });
});
