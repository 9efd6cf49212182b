import { describe, expect, it } from "vitest";
import { NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";
import { memoryComponentPorts } from "./memory-ports.ts";

const ID = "wx1f2e3d4c5b6a7980";
const secrets = {
  appSecret: "0123456789abcdef0123456789abcdef",
  token: "platformtoken",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
};

function withComponents() {
  const ports = memoryComponentPorts();
  const fixed = { newKey: () => "state-0001", publicUrl: "https://fleet.example" };
  return { ...ports, api: operatorApi({ overrides: { ...ports, ...fixed } }) };
}

describe("third-party platforms in the API", () => {
  it("are stored by an admin, and shown without their secrets", async () => {
    const { api, callbackKeyRows, components } = withComponents();
    const put = await api.call("PUT", `/api/components/${ID}`, { as: "admin", body: { name: "平台", ...secrets } });
    expect(put).toMatchObject({ status: 200, body: { componentAppId: ID, name: "平台", revision: 1 } });
    await components.keepTicket(ID, "ticket@@@1", NOON - 60_000, NOON);
    const list = await api.call("GET", "/api/components", { as: "viewer" });
    expect(list.body).toMatchObject({ components: [{ componentAppId: ID, ticketAge: 60 }] });
    for (const text of [JSON.stringify(put.body), JSON.stringify(list.body)]) {
      for (const secret of [...Object.values(secrets), "ticket@@@1"]) expect(text).not.toContain(secret);
    }
    expect(await callbackKeyRows.get(ID)).toMatchObject({ value: { recipient: ID, mode: "safe" } });
    expect(await components.credentialOf(ID)).toMatchObject({ appSecret: secrets.appSecret });
  });

  it("keep what a change leaves out, and the replaced pair of keys for a time", async () => {
    const { api, callbackKeyRows, components } = withComponents();
    await api.call("PUT", `/api/components/${ID}`, { as: "admin", body: { name: "平台", ...secrets } });
    const body = { token: "newtoken", keepOldFor: 3600, loginPage: "http://127.0.0.1:8788/weixin" };
    const changed = await api.call("PUT", `/api/components/${ID}`, { as: "admin", body });
    expect(changed.body).toMatchObject({ name: "平台", revision: 2, loginPage: body.loginPage });
    expect((await callbackKeyRows.get(ID))?.value?.keys).toMatchObject([
      { token: "newtoken", encodingAesKey: secrets.encodingAesKey },
      { token: secrets.token, until: expect.any(Number) },
    ]);
    expect(await components.credentialOf(ID)).toMatchObject({ appSecret: secrets.appSecret });
    const back = await api.call("PUT", `/api/components/${ID}`, { as: "admin", body: { loginPage: null } });
    expect(back.body).not.toHaveProperty("loginPage");
  });

  it("refuse what is missing at first, another revision, and other roles", async () => {
    const { api } = withComponents();
    const put = (body: object, role: "admin" | "operator" = "admin") =>
      api.call("PUT", `/api/components/${ID}`, { as: role, body });
    expect(await put({ token: "platformtoken" })).toMatchObject({ status: 400, body: { detail: /appSecret/ } });
    expect((await put({ appSecret: "x".repeat(32) })).status).toBe(400);
    expect((await put(secrets, "operator")).status).toBe(403);
    expect((await put({ ...secrets, revision: 3 })).status).toBe(409);
    expect((await put(secrets)).status).toBe(200);
  });

  it("give a link that is bound to a single-use state", async () => {
    const { api, authorizationLinks } = withComponents();
    const link = (body: object) =>
      api.call("POST", `/api/components/${ID}/authorization-links`, { as: "operator", body });
    expect((await link({})).status).toBe(404);
    await api.call("PUT", `/api/components/${ID}`, { as: "admin", body: secrets });
    const made = await link({ redirect: "https://shop.example/done", biz_appid: "wx4f5e8d7c6b5a4938", auth_type: 1 });
    expect(made.status).toBe(201);
    const { url, mobileUrl } = made.body as { url: string; mobileUrl: string };
    const query = new URL(url).searchParams;
    expect(url.startsWith("https://mp.weixin.qq.com/cgi-bin/componentloginpage?")).toBe(true);
    expect(Object.fromEntries(query)).toEqual({
      component_appid: ID,
      pre_auth_code: "preauthcode@@@1",
      redirect_uri: `https://fleet.example/callbacks/component/${ID}/authorized?state=state-0001`,
      auth_type: "1",
      biz_appid: "wx4f5e8d7c6b5a4938",
    });
    expect(mobileUrl).toMatch(/^https:\/\/open\.weixin\.qq\.com\/wxaopen\/safe\/bindcomponent\?action=bindcomponent/);
    expect(mobileUrl).toMatch(/#wechat_redirect$/);
    expect(await authorizationLinks.take("state-0001", NOON)).toEqual({
      componentAppId: ID,
      redirect: "https://shop.example/done",
    });
    expect((await link({ redirect: "javascript:alert(1)" })).status).toBe(400);
  });

  it("list their accounts, start the tickets, and are compared with WeChat's list", async () => {
    const { api, authorizations } = withComponents();
    expect((await api.call("POST", `/api/components/${ID}/start-push-ticket`, { as: "admin" })).status).toBe(404);
    expect((await api.call("POST", `/api/components/${ID}/reconcile`, { as: "operator" })).status).toBe(404);
    await api.call("PUT", `/api/components/${ID}`, { as: "admin", body: secrets });
    const grant = { appId: "wx_a", componentAppId: ID, state: "authorized", changedAt: NOON, funcs: [1] } as const;
    await authorizations.put(grant, "refresh-1", 0);
    const list = await api.call("GET", `/api/components/${ID}/authorizations`, { as: "viewer" });
    expect(list.body).toMatchObject({ authorizations: [{ appId: "wx_a", state: "authorized" }] });
    expect(JSON.stringify(list.body)).not.toContain("refresh-1");
    expect((await api.call("POST", `/api/components/${ID}/start-push-ticket`, { as: "admin" })).status).toBe(200);
    expect((await api.call("POST", `/api/components/${ID}/reconcile`, { as: "operator" })).status).toBe(202);
  });
});
