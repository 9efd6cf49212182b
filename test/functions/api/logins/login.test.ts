import { describe, expect, it } from "vitest";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { DEVICE } from "../../../support/a-login.ts";
import { aLoginGateway } from "../../../support/a-login-gateway.ts";
import { anAccount } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const IDLE = anAccount({ appId: "wx_b", state: "IDLE", wxid: "", device: DEVICE });

describe("POST /api/accounts/{appId}/login", () => {
  it("begins a login and shows its code, its page and the account", async () => {
    const { call } = operatorApi({ accounts: [IDLE] });
    const { status, body } = await call("POST", "/api/accounts/wx_b/login", { as: "operator", body: {} });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      account: { appId: "wx_b", state: "LOGGING_IN", reason: { code: "login-scan" } },
      method: "qr",
      live: true,
      qrData: "http://weixin.qq.com/x/uuid-1",
      qrPicture: expect.stringMatching(/^data:image\/svg\+xml;base64,/),
      pageUrl: `https://fleet.example.com/login/wx_b/${"k".repeat(32)}`,
    });
    expect((await call("GET", "/api/accounts/wx_b/login", { as: "viewer" })).body).toEqual(body);
  });

  it("takes a new device's place", async () => {
    const { call } = operatorApi({ accounts: [{ ...IDLE, state: "ERROR" }] });
    const { body } = await call("POST", "/api/accounts/wx_b/login", { as: "operator", body: { newDevice: true } });
    expect(body.account).toMatchObject({ appId: "wx_new_1", device: DEVICE });
  });

  it.each([
    [{ method: "sms" }, "method"],
    [{ appId: "wx_c" }, ""],
  ])("answers 400 to %o", async (body, path) => {
    const answer = await operatorApi({ accounts: [IDLE] }).call("POST", "/api/accounts/wx_b/login", {
      as: "operator",
      body,
    });
    expect(answer.status).toBe(400);
    expect(answer.body.issues?.map((issue) => issue.path)).toEqual([path]);
  });

  it("says how to set a device where there is none", async () => {
    const { device: _none, ...bare } = IDLE;
    const { call } = operatorApi({ accounts: [bare] });
    const refused = await call("POST", "/api/accounts/wx_b/login", { as: "operator", body: {} });
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain("PATCH /api/accounts/wx_b");
    const device = { regionId: "320000", proxyIp: "socks5://u:s3cret@10.0.0.1:1080" };
    const patched = await call("PATCH", "/api/accounts/wx_b", { as: "operator", body: { device } });
    const shown = { type: "ipad", regionId: "320000", proxyIp: "socks5://u:***@10.0.0.1:1080" };
    expect(patched.body.device).toEqual(shown);
    const back = await call("PATCH", "/api/accounts/wx_b", { as: "operator", body: { device: shown } });
    expect(back.body.issues).toEqual([expect.objectContaining({ path: "device.proxyIp" })]);
    expect((await call("POST", "/api/accounts/wx_b/login", { as: "operator", body: {} })).status).toBe(202);
  });
});

describe("GET /api/accounts/{appId}/login", () => {
  it("answers 404 before the first login, and shows no code once it is over", async () => {
    const { call, advance } = operatorApi({ accounts: [IDLE] });
    expect((await call("GET", "/api/accounts/wx_b/login", { as: "viewer" })).status).toBe(404);
    await call("POST", "/api/accounts/wx_b/login", { as: "operator", body: {} });
    advance(121_000);
    const { body } = await call("GET", "/api/accounts/wx_b/login", { as: "viewer" });
    expect(body).toMatchObject({ live: false });
    expect(body).not.toHaveProperty("qrData");
  });

  it("shows a new device's check as a code, and nothing of a captcha", async () => {
    const { call, deps } = operatorApi({ accounts: [IDLE] });
    await call("POST", "/api/accounts/wx_b/login", { as: "operator", body: {} });
    await deps.logins.note("wx_b", 1, { verifyUrl: "https://example.com/v" });
    const { status, body } = await call("POST", "/api/accounts/wx_b/login/captcha", {
      as: "operator",
      body: { code: "384912" },
    });
    expect(status).toBe(202);
    expect(body).toMatchObject({ verifyUrl: "https://example.com/v", captchaWaits: true });
    expect(body.verifyPicture).toMatch(/^data:image\/svg/);
    expect(JSON.stringify(body)).not.toContain("384912");
  });
});

describe("POST /api/accounts/login", () => {
  it("makes an account under the appId that the gateway gives it", async () => {
    const { call, deps } = operatorApi();
    const answer = await call("POST", "/api/accounts/login", {
      as: "operator",
      body: { name: "小店", device: { regionId: "320000" }, activeSince: "2024-05-01" },
    });
    expect(answer.status).toBe(202);
    expect(answer.body.account).toMatchObject({ appId: "wx_new_1", name: "小店", state: "LOGGING_IN" });
    expect(await deps.accounts.get("wx_new_1")).toMatchObject({ registered: true, device: DEVICE });
  });

  it("names what is wrong with the body", async () => {
    const { status, body } = await operatorApi().call("POST", "/api/accounts/login", {
      as: "operator",
      body: { device: { regionId: "Nanjing", type: "pc" } },
    });
    expect(status).toBe(400);
    expect(body.issues?.map(({ path }) => path).sort()).toEqual(["device.regionId", "device.type", "name"]);
  });
});

describe("the other ways of an account", () => {
  const online = anAccount({ appId: "wx_b" });

  it("out: POST …/logout", async () => {
    const { status, body } = await operatorApi({ accounts: [online] }).call("POST", "/api/accounts/wx_b/logout", {
      as: "operator",
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: "IDLE", reason: { code: "logged-out" } });
  });

  it("back: POST …/reconnect", async () => {
    const api = operatorApi({ accounts: [{ ...online, state: "ERROR" }] });
    api.online.add("wx_b");
    const { body } = await api.call("POST", "/api/accounts/wx_b/reconnect", { as: "operator" });
    expect(body).toMatchObject({ checked: "online", account: { state: "ONLINE" } });
  });

  it("the callback again: POST …/callback", async () => {
    const { call, deps } = operatorApi({ accounts: [online] });
    expect((await call("POST", "/api/accounts/wx_b/callback", { as: "operator" })).status).toBe(202);
    expect(deps.tasks).toMatchObject({ added: [{ task: { type: "set-callback", appId: "wx_b", attempt: 1 } }] });
  });

  it("away: DELETE, for admins, forced where the gateway does not confirm", async () => {
    const loginGateway = aLoginGateway();
    loginGateway.faults.logout.push(...Array(2).fill(new AppError("unreachable", "no answer")));
    const { call, deps } = operatorApi({ accounts: [online], overrides: { loginGateway } });
    expect((await call("DELETE", "/api/accounts/wx_b", { as: "admin" })).status).toBe(502);
    const query = { force: "true" };
    expect((await call("DELETE", "/api/accounts/wx_b", { as: "admin", query })).body).toEqual({
      appId: "wx_b",
      removed: true,
    });
    expect(await deps.accounts.get("wx_b")).toBeUndefined();
    expect((await call("DELETE", "/api/accounts/wx_b", { as: "admin" })).status).toBe(404);
  });
});
