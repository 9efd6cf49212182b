import { describe, expect, it } from "vitest";
import { MINI_PROGRAM, UNVERIFIED_ACCOUNT } from "../../../../../local/sim/weixin/credentials.ts";
import { appId, aWebClient, BACK, componentAppId, OPENID } from "./a-web-client.ts";

describe("WeChat's login page", () => {
  it("asks for a name and a picture, and leads back with a code and the state, beside what the address had", async () => {
    const { open, back } = await aWebClient();
    const page = await open();
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("申请获取你的昵称、头像");
    const body = new URLSearchParams({ as: OPENID, choice: "accept" });
    const { origin, pathname, searchParams } = back(await open({}, { method: "POST", body }));
    expect([origin, pathname]).toEqual(["https://shop.example", "/back"]);
    expect(Object.fromEntries(searchParams)).toEqual({
      from: "menu",
      code: expect.stringMatching(/^[\w-]{32}$/),
      state: "s1",
    });
  });

  it("leads back without a code where the person refuses", async () => {
    const { open, back } = await aWebClient();
    const refused = await open({}, { method: "POST", body: new URLSearchParams({ as: OPENID, choice: "refuse" }) });
    expect(back(refused).href).toBe(`${BACK}&state=s1`);
  });

  it("asks nothing for snsapi_base: the person is who came last", async () => {
    const { open, back, token, code } = await aWebClient();
    const first = back(await open({ scope: "snsapi_base" })).searchParams.get("code") ?? "";
    expect(await token(first)).toMatchObject({ scope: "snsapi_base", openid: expect.stringMatching(/^oDemoVisitor/) });
    await code();
    const second = back(await open({ scope: "snsapi_base" })).searchParams.get("code") ?? "";
    expect(await token(second)).toMatchObject({ scope: "snsapi_base", openid: OPENID });
  });

  it("gives a snapshot's person another openid, and says so", async () => {
    const { code, token, get } = await aWebClient();
    const given = await token(await code({ choice: "snapshot" }));
    expect(given).toMatchObject({ is_snapshotuser: 1, openid: expect.stringMatching(/^o.{27}$/) });
    expect(given.openid).not.toBe(OPENID);
    expect(given.unionid).toBeUndefined();
    const query = { access_token: String(given.access_token), openid: String(given.openid) };
    expect(await get("userinfo", query)).toMatchObject({ nickname: "微信用户", is_snapshotuser: 1 });
  });

  const FAULTS: readonly [string, Record<string, string>, number][] = [
    ["no appid", { appid: "" }, 10_012],
    ["no redirect_uri", { redirect_uri: "" }, 10_011],
    ["no scope", { scope: "" }, 10_010],
    ["another scope", { scope: "snsapi_login" }, 10_005],
    ["another response_type", { response_type: "token" }, 10_014],
    ["a state of 129 bytes", { state: "s".repeat(129) }, 10_014],
    ["a state that is not of letters and digits", { state: "a-b_c" }, 10_014],
    ["an address without a host", { redirect_uri: "/back" }, 10_003],
    ["an address of a script", { redirect_uri: "javascript:alert(1)" }, 10_003],
    ["a mini program", { appid: MINI_PROGRAM.appId }, 10_016],
    ["an account that is not verified", { appid: UNVERIFIED_ACCOUNT.appId }, 10_016],
    ["a platform that the account is not given to", { component_appid: componentAppId }, 10_015],
  ];

  it.each(FAULTS)("shows an error for %s", async (_name, change, code) => {
    const { open } = await aWebClient();
    const answer = await open({ choice: "accept", ...change });
    expect([answer.status, answer.headers.get("location")]).toEqual([200, null]);
    expect(await answer.text()).toContain(`错误码：${code}`);
  });

  it("takes the parameters in WeChat's order only", async () => {
    const { url } = await aWebClient();
    const mixed = { redirect_uri: BACK, appid: appId, response_type: "code", scope: "snsapi_base", state: "s" };
    const answer = await fetch(`${url}/weixin/connect/oauth2/authorize?${new URLSearchParams(mixed)}`);
    expect(await answer.text()).toContain("错误码：10014");
  });

  it("leads back to the account's domain alone, once it is set", async () => {
    const { open, sim } = await aWebClient();
    const outcome = async (redirect_uri: string) => (await open({ redirect_uri, choice: "accept" })).status;
    expect(await outcome("https://other.example/")).toBe(302);
    await sim("PUT", `web/${appId}`, { loginDomain: "shop.example" });
    expect(await outcome("https://shop.example/a")).toBe(302);
    expect(await outcome("https://shop.example:8443/a")).toBe(302);
    for (const other of [
      "https://shop.example.evil.example/",
      "https://evilshop.example/",
      "https://shop.example@evil.example/",
    ]) {
      expect(await outcome(other), other).toBe(200);
    }
  });

  it("is in the log of calls, with what was refused", async () => {
    const { open, code, sim } = await aWebClient();
    await code();
    await open({ scope: "" });
    const { calls } = (await sim("GET", "calls?path=/connect/oauth2/authorize")).body;
    expect(calls).toMatchObject([
      { appId, ret: 0, executed: true, body: { openid: OPENID, choice: "accept", scope: "snsapi_userinfo" } },
      { appId, ret: 10_010, executed: false },
    ]);
  });

  it("refuses choices that it does not have, and other pages", async () => {
    const { open, url } = await aWebClient();
    expect((await open({ choice: "perhaps" })).status).toBe(400);
    expect((await open({ as: "", choice: "accept" })).status).toBe(400);
    expect((await fetch(`${url}/weixin/connect/qrconnect`)).status).toBe(404);
    expect((await open({}, { method: "DELETE" })).status).toBe(404);
  });
});
