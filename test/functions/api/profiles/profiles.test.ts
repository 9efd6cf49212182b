import { describe, expect, it } from "vitest";
import { reduceProfile } from "../../../../shared/profiles/domain/profile.ts";
import { aBehaviour, anAccount, NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const path = "/api/accounts/wx_app_1/users/wxid_friend/profile";

it("a user's profile is read in one get, with tags as they are now and totals over all months", async () => {
  const { call, deps } = operatorApi({ accounts: [anAccount()] });
  const vip = { user: "wxid_friend", tags: { vip: true, 潜客: true } };
  const profile = [
    aBehaviour({ rules: ["hello"], change: vip }),
    aBehaviour({ id: "env-2", seenAt: NOON + 1, change: { user: "wxid_friend", tags: { 潜客: false } } }),
    aBehaviour({ id: "env-3", receivedAt: NOON + 200 * 86_400_000, kind: "image" }),
  ].reduce<ReturnType<typeof reduceProfile> | undefined>(reduceProfile, undefined);
  if (profile) await deps.profiles.put(profile, 0, NOON);
  const { status, body } = await call("GET", path, { as: "viewer" });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    wxid: "wxid_friend",
    tags: ["vip"],
    total: { messages: 3, kinds: { text: 2, image: 1 }, chats: { wxid_friend: 3 }, rules: { hello: 1 } },
    months: { "2026-09": { messages: 1 } },
  });
  expect(body).not.toHaveProperty("applied");
});

it("a user who never wrote has none, and needs no login to be refused", async () => {
  const { call } = operatorApi({ accounts: [anAccount()] });
  expect((await call("GET", path, { as: "viewer" })).body.detail).toBe("'wxid_friend' has no profile at 'wx_app_1'");
  expect((await call("GET", path)).status).toBe(401);
});

it("a user is forgotten by operators, on record, and begins anew with the next message", async () => {
  const { call, deps, advance } = operatorApi({ accounts: [anAccount()] });
  await deps.profiles.put(reduceProfile(undefined, aBehaviour()), 0, NOON);
  advance(60_000);
  expect((await call("DELETE", path, { as: "viewer" })).status).toBe(403);
  expect((await call("DELETE", path, { as: "operator" })).body).toEqual({ done: true });
  expect((await call("GET", path, { as: "viewer" })).status).toBe(404);
  const { entries } = await deps.audit.list(10);
  expect(entries).toMatchObject([{ method: "DELETE", path, status: 200 }, { status: 403 }]);
  const left = await deps.profiles.get("wx_app_1", "wxid_friend", NOON);
  const next = reduceProfile(
    left?.profile,
    aBehaviour({ id: "env-9", receivedAt: NOON + 90_000, seenAt: NOON + 90_000 }),
  );
  await deps.profiles.put(next, left?.revision ?? 0, NOON);
  expect((await call("GET", path, { as: "viewer" })).body).toMatchObject({
    since: NOON + 90_000,
    total: { messages: 1 },
  });
  const elsewhere = await call("DELETE", path.replace("wx_app_1", "wx_other"), { as: "operator" });
  expect(elsewhere.status).toBe(404);
});

describe("the window of a person", () => {
  const HOUR = 3_600_000;
  const shop = anAccount({ appId: "wx_shop", channel: "official", createdAt: NOON - 1000 * HOUR });
  const window = "/api/accounts/wx_shop/window/openid-1";

  it("is told with what opened it, and shown in the profile", async () => {
    const { call, deps, advance } = operatorApi({ accounts: [shop, anAccount()] });
    expect((await call("GET", window, { as: "viewer" })).body).toEqual({ state: "unknown" });
    const asked = aBehaviour({ appId: "wx_shop", change: { user: "openid-1", act: "message" } });
    await deps.profiles.put({ ...reduceProfile(undefined, asked), wxid: "openid-1" }, 0, NOON);
    const open = { state: "open", windows: [{ by: "message", until: NOON + 48 * HOUR, sends: 5 }] };
    expect((await call("GET", window, { as: "viewer" })).body).toEqual(open);
    const profile = "/api/accounts/wx_shop/users/openid-1/profile";
    expect((await call("GET", profile, { as: "viewer" })).body).toMatchObject({ window: open });
    advance(49 * HOUR);
    expect((await call("GET", window, { as: "viewer" })).body).toEqual({
      state: "closed",
      since: NOON + 500 + 48 * HOUR,
    });
  });

  it("is refused for accounts that may send at any time, and for unknown ones", async () => {
    const { call } = operatorApi({ accounts: [shop, anAccount()] });
    const personal = await call("GET", "/api/accounts/wx_app_1/window/openid-1", { as: "viewer" });
    expect(personal).toMatchObject({ status: 409, body: { detail: expect.stringContaining("at any time") } });
    expect((await call("GET", "/api/accounts/wx_other/window/openid-1", { as: "viewer" })).status).toBe(404);
    expect((await call("GET", window)).status).toBe(401);
  });
});
