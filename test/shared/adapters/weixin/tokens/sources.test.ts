import { describe, expect, it } from "vitest";
import { createComponentTokenSource } from "../../../../../shared/adapters/weixin/tokens/component-token.ts";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";
import { createMemoryTokenStore } from "../../../../../shared/official/adapters/memory-token-store.ts";
import { createKeptTokens } from "../../../../../shared/official/application/kept-tokens.ts";
import { ACCOUNT, aTokenVendor, grantsOf, PLATFORM, sourcesOf } from "../../../../support/a-token-vendor.ts";
import { fakeClock } from "../../../../support/fake-clock.ts";
import { recordingObservability } from "../../../../support/recording-observability.ts";

function setUp() {
  const clock = fakeClock();
  const vendor = aTokenVendor(clock);
  const grants = grantsOf(vendor);
  const deps = { call: vendor.call, now: clock.now };
  const observed = recordingObservability();
  const component = createKeptTokens("component", {
    store: createMemoryTokenStore(),
    source: createComponentTokenSource({ ...deps, grants: grants.component }),
    clock,
    ...observed,
  });
  let account = vendor.give(ACCOUNT);
  const tokens = {
    get: async () => account,
    async refreshed(_appId: string, failed: string) {
      if (failed === account) account = vendor.give(ACCOUNT);
      return account;
    },
  };
  const sources = sourcesOf(deps, grants, { account: tokens, component });
  return { clock, vendor, grants, sources, account: () => account };
}

const hours = (count: number) => count * 3_600_000;

describe("a ticket", () => {
  it.each([
    ["jsapi-ticket", "ticket-jsapi-2"],
    ["card-ticket", "ticket-wx_card-2"],
  ] as const)("of the kind %s is got in the account's name, for two hours", async (kind, value) => {
    const { sources, clock } = setUp();
    const validUntil = clock.now() + 7_200_000;
    expect(await sources[kind].ask(ACCOUNT, false)).toEqual({ value, validUntil, refreshAfter: validUntil - 240_000 });
  });

  it("is asked for once more where WeChat refuses the account's token, and no third time", async () => {
    const { sources, vendor, account } = setUp();
    vendor.end(account());
    await sources["jsapi-ticket"].ask(ACCOUNT, false);
    expect(vendor.times("getticket")).toBe(2);
    const alwaysRefused = sourcesOf({ call: vendor.call, now: () => 0 }, grantsOf(vendor), {
      account: { get: async () => "wrong", refreshed: async () => "wrong, too" },
      component: { get: async () => "", refreshed: async () => "" },
    });
    await expect(alwaysRefused["jsapi-ticket"].ask(ACCOUNT, false)).rejects.toMatchObject({
      details: { cause: "account-refused", errcode: 40001, appId: ACCOUNT },
    });
    expect(vendor.times("getticket")).toBe(4);
  });
});

describe("a third-party platform's token", () => {
  it("is made with the newest verify ticket, also where that is eleven hours old, until WeChat refuses it", async () => {
    const { sources, clock, vendor } = setUp();
    clock.advance(hours(11));
    expect((await sources.component.ask(PLATFORM, false)).value).toBe("wx_platform-2");
    clock.advance(hours(1));
    await expect(sources.component.ask(PLATFORM, false)).rejects.toMatchObject({
      retryable: true,
      details: { cause: "account-refused", errcode: 61005, appId: PLATFORM },
    });
    vendor.rules.ticketUntil = clock.now() + 1;
    expect((await sources.component.ask(PLATFORM, false)).value).toBe("wx_platform-3");
  });

  it.each([
    [undefined, "没有登记"],
    [{ appSecret: "s", ticket: undefined }, "component_verify_ticket"],
  ])("is not asked for without what it is made with (%j)", async (credential, words) => {
    const { vendor, clock } = setUp();
    const grants = { credentialOf: async () => credential };
    const source = createComponentTokenSource({ call: vendor.call, now: clock.now, grants });
    const asked = source.ask(PLATFORM, false);
    await expect(asked).rejects.toThrow(words);
    await expect(asked).rejects.toMatchObject({ details: { cause: "account-refused", appId: PLATFORM } });
    expect(vendor.asked).toEqual([]);
  });
});

describe("an authorized account's token", () => {
  it("comes with a refresh token that is stored before the token is used", async () => {
    const { sources, grants, vendor } = setUp();
    const { value } = await sources.authorizer.ask(ACCOUNT, false);
    expect(vendor.isGood(value)).toBe(true);
    expect(grants.row.grant?.refreshToken).toBe(vendor.rules.newest);
    await sources.authorizer.ask(ACCOUNT, false);
    expect(grants.row.grant?.refreshToken).toBe(vendor.rules.newest);
    expect(vendor.times("api_component_token")).toBe(1);
  });

  it("is not used where the new refresh token could not be stored", async () => {
    const { sources, grants } = setUp();
    grants.authorizer.rotate = () => Promise.reject(new AppError("unavailable", "the table is away"));
    await expect(sources.authorizer.ask(ACCOUNT, false)).rejects.toMatchObject({ code: "unavailable" });
    expect(grants.row.grant?.refreshToken).toBe("refresh-0");
  });

  it("is not used where the account was authorized anew meanwhile", async () => {
    const { sources, grants } = setUp();
    const { rotate } = grants.authorizer;
    grants.authorizer.rotate = async (...change) => {
      grants.row.grant = { state: "authorized", componentAppId: PLATFORM, refreshToken: "refresh-of-owner" };
      return rotate(...change);
    };
    await expect(sources.authorizer.ask(ACCOUNT, false)).rejects.toMatchObject({
      retryable: true,
      details: { cause: "not-prepared" },
    });
    expect(grants.row.grant?.refreshToken).toBe("refresh-of-owner");
  });

  it("is asked for once more where WeChat refuses the platform's token", async () => {
    const { sources, vendor, clock } = setUp();
    await sources.authorizer.ask(ACCOUNT, false);
    vendor.end("wx_platform-2");
    clock.advance(1000);
    expect(vendor.isGood((await sources.authorizer.ask(ACCOUNT, false)).value)).toBe(true);
    expect(vendor.asked.slice(2)).toEqual(["api_authorizer_token", "api_component_token", "api_authorizer_token"]);
  });

  it("is got with the refresh token that WeChat tells again, where it refuses the stored one", async () => {
    const { sources, grants, vendor } = setUp();
    vendor.forgetRefreshTokens();
    vendor.accept("refresh-told");
    vendor.rules.newest = "refresh-told";
    expect(vendor.isGood((await sources.authorizer.ask(ACCOUNT, false)).value)).toBe(true);
    expect(grants.row.grant).toMatchObject({ state: "authorized", refreshToken: vendor.rules.newest });
  });

  it.each(["", "refresh-0"])(
    "is given up where WeChat tells no other one (%j), until the owner or the list does",
    async (told) => {
      const { sources, grants, vendor } = setUp();
      vendor.forgetRefreshTokens();
      vendor.rules.newest = told;
      await expect(sources.authorizer.ask(ACCOUNT, false)).rejects.toMatchObject({
        retryable: true,
        details: { cause: "account-refused", errcode: 61023, appId: ACCOUNT },
      });
      expect(grants.row.lost).toEqual(["refresh-0"]);
    },
  );

  it.each([
    [undefined, "没有授权给第三方平台"],
    [{ state: "withdrawn", componentAppId: PLATFORM } as const, "已取消"],
    [{ state: "lost", componentAppId: PLATFORM } as const, "取回"],
  ])("is not asked for without an authorization in force (%j)", async (grant, words) => {
    const { sources, grants, vendor } = setUp();
    grants.row.grant = grant;
    await expect(sources.authorizer.ask(ACCOUNT, false)).rejects.toThrow(words);
    expect(vendor.asked).toEqual([]);
  });

  it("is refused with the account where WeChat says that it took the authorization back", async () => {
    const { sources, vendor, grants } = setUp();
    vendor.rules.isAuthorized = false;
    await expect(sources.authorizer.ask(ACCOUNT, false)).rejects.toMatchObject({
      details: { cause: "account-refused", errcode: 61003, appId: ACCOUNT },
    });
    expect(grants.row.lost).toEqual([]);
  });

  it("is not asked for at the end of the time that its holder has", async () => {
    const { clock, vendor, grants } = setUp();
    const component = {
      async get() {
        clock.advance(12_000);
        return "late";
      },
      refreshed: async () => "late",
    };
    const sources = sourcesOf({ call: vendor.call, now: clock.now }, grants, { account: component, component });
    await expect(sources.authorizer.ask(ACCOUNT, false)).rejects.toMatchObject({
      retryable: true,
      details: { cause: "not-prepared" },
    });
    expect(vendor.asked).toEqual([]);
  });

  it("that WeChat does not give in time was not got: nothing was sent", async () => {
    const { sources, vendor } = setUp();
    vendor.rules.down = true;
    await expect(sources.component.ask(PLATFORM, false)).rejects.toMatchObject({ details: { cause: "not-connected" } });
  });

  it("is read strictly", async () => {
    const { clock, grants } = setUp();
    const deps = { call: async () => ({ component_access_token: "", expires_in: 7200 }), now: clock.now };
    const source = createComponentTokenSource({ ...deps, grants: grants.component });
    await expect(source.ask(PLATFORM, false)).rejects.toThrow("component_access_token");
  });
});
