import { describe, expect, it } from "vitest";
import { accountSchema, appIdSchema, limitsSchema, newAccount } from "../../../../shared/accounts/domain/account.ts";
import { NOON } from "../../../support/builders.ts";

describe("an account", () => {
  it("begins idle, registered, at an epoch of its own, called back, and in use from now on", () => {
    expect(newAccount({ appId: "wx_1", name: "Shop" }, NOON)).toEqual({
      appId: "wx_1",
      name: "Shop",
      registered: true,
      channel: "personal",
      wxid: "",
      state: "IDLE",
      epoch: NOON,
      stateSince: NOON,
      untold: [],
      refusedSends: 0,
      ingest: "callback",
      tags: [],
      activeSince: NOON,
      createdAt: NOON,
      updatedAt: NOON,
    });
  });

  it("keeps what the operator knows of it, and reads back through its schema", () => {
    const limits = { perSecond: 5, burst: 10, dailyCap: 100 };
    const account = newAccount({ appId: "wx_1", name: "Shop", wxid: "wxid_1", limits, activeSince: 7 }, NOON);
    expect(account).toMatchObject({ wxid: "wxid_1", limits, activeSince: 7, createdAt: NOON });
    expect(accountSchema.parse(JSON.parse(JSON.stringify(account)))).toEqual(account);
  });

  it.each(["", "a b", "wx.1", "wx#1", "微信", "a".repeat(65)])("has no appId like '%s'", (appId) => {
    expect(appIdSchema.safeParse(appId).success).toBe(false);
  });
});

describe("the limits of an account", () => {
  it.each([
    { perSecond: 0, burst: 1, dailyCap: 1 },
    { perSecond: 1, burst: 0, dailyCap: 1 },
    { perSecond: 1, burst: 1.5, dailyCap: 1 },
    { perSecond: 1, burst: 1, dailyCap: -1 },
    { perSecond: 1, burst: 1, dailyCap: 1, perHour: 3 },
  ])("cannot be %j", (limits) => {
    expect(limitsSchema.safeParse(limits).success).toBe(false);
  });
});
