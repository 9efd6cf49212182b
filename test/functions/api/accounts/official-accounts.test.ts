import { describe, expect, it } from "vitest";
import { anAccount } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const OFFICIAL = anAccount({ appId: "wx_official", channel: "official", wxid: "gh_1", name: "公众号" });
const registration = { channel: "official", appId: "wx_new", wxid: "gh_3dfda90e39d6", name: "公众号" };

const ORIGINAL_ID = "the original id (原始 ID) of an Official Account or a mini program, such as gh_3dfda90e39d6";

describe("an Official Account", () => {
  it("is registered without a check, and ONLINE at once", async () => {
    const { call, events, deps } = operatorApi();
    const answer = await call("POST", "/api/accounts", { as: "operator", body: registration });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      checked: "not-needed",
      account: { channel: "official", state: "ONLINE", wxid: "gh_3dfda90e39d6" },
    });
    expect(await deps.accounts.get("wx_new")).toMatchObject({ channel: "official", state: "ONLINE" });
    expect(events).toEqual([]);
  });

  it("is registered as a mini program where it is one", async () => {
    const { call, deps } = operatorApi();
    const body = { ...registration, channel: "mini-program", name: "小程序" };
    const answer = await call("POST", "/api/accounts", { as: "operator", body });
    expect(answer.body).toMatchObject({ checked: "not-needed", account: { channel: "mini-program", state: "ONLINE" } });
    expect(await deps.accounts.get("wx_new")).toMatchObject({ channel: "mini-program" });
  });

  it("that only sent callbacks so far is not registered as a personal account by mistake", async () => {
    const seen = anAccount({ appId: "wx_new", wxid: "gh_3dfda90e39d6", registered: false, state: "IDLE" });
    const { call } = operatorApi({ accounts: [seen] });
    const mistaken = await call("POST", "/api/accounts", { as: "operator", body: { appId: "wx_new", name: "公众号" } });
    expect(mistaken.status).toBe(409);
    expect(mistaken.body.detail).toContain(
      'register it with "channel": "official" or "mini-program" and "wxid": "gh_3dfda90e39d6"',
    );
    const right = await call("POST", "/api/accounts", { as: "operator", body: registration });
    expect(right.body.account).toMatchObject({ channel: "official", state: "ONLINE", registered: true });
  });

  it.each([
    [{ wxid: "wxid_somebody" }, "wxid", ORIGINAL_ID],
    [{ appId: "gh_3dfda90e39d6" }, "appId", "the AppID of an Official Account or a mini program begins with 'wx'"],
    [{ ingest: "poll" }, "ingest", "an Official Account is never polled"],
    [{ device: { type: "ipad", regionId: "320000" } }, "device", "an Official Account has no device"],
    [{ channel: "mini" }, "channel", expect.any(String)],
  ])("is not registered with %j", async (wrong, path, message) => {
    const { call } = operatorApi();
    const answer = await call("POST", "/api/accounts", { as: "operator", body: { ...registration, ...wrong } });
    expect(answer.status).toBe(400);
    expect(answer.body.issues).toEqual([{ path, message }]);
  });

  it.each([
    ["POST", "/check", undefined],
    ["POST", "/reconnect", undefined],
    ["POST", "/login", {}],
    ["POST", "/login", { newDevice: true }],
    ["POST", "/logout", undefined],
    ["POST", "/callback", undefined],
    ["POST", "/sync", undefined],
    ["PATCH", "", { ingest: "poll" }],
    ["PATCH", "", { device: { type: "ipad", regionId: "320000" } }],
    ["POST", "/gateway/group/pinChat", { chatroomId: "1@chatroom", top: true }],
    ["POST", "/media", { kind: "image", xml: "<msg/>" }],
  ])("refuses what only personal accounts have: %s %s %j", async (method, path, body) => {
    const { call, deps, gateway } = operatorApi({ accounts: [OFFICIAL] });
    const answer = await call(method, `/api/accounts/wx_official${path}`, {
      as: "admin",
      ...(body === undefined ? {} : { body }),
    });
    expect(answer.status).toBe(409);
    expect(answer.body.detail).toContain("'wx_official' is an Official Account");
    expect(gateway.asked).toEqual([]);
    expect(await deps.accounts.get("wx_official")).toEqual(OFFICIAL);
  });

  it("is renamed and tagged like any other", async () => {
    const { call } = operatorApi({ accounts: [OFFICIAL] });
    const body = { name: "新名字", tags: ["vip"] };
    const answer = await call("PATCH", "/api/accounts/wx_official", { as: "operator", body });
    expect(answer.body).toMatchObject({ ...body, channel: "official", state: "ONLINE" });
  });

  it("is removed without a logout", async () => {
    const { call, deps } = operatorApi({ accounts: [OFFICIAL] });
    const answer = await call("DELETE", "/api/accounts/wx_official", { as: "admin" });
    expect(answer.status).toBe(200);
    expect(await deps.accounts.get("wx_official")).toBeUndefined();
  });
});
