import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { MINI_PROGRAM, OFFICIAL_ACCOUNT } from "../../../local/sim/weixin/credentials.ts";
import { requestJson } from "../../support/http-json.ts";
import { aBrowser } from "./a-browser.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const { appId } = OFFICIAL_ACCOUNT;
const OPENID = "oShopper00000000000000000001";

const signedSchema = z.looseObject({ timestamp: z.number(), nonceStr: z.string(), signature: z.string() });
const webSchema = z.looseObject({ redirects: z.array(z.string()) });

/** What the page of the shop does, by the same requests. */
describe("the demo shop in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;
  let shop = "";

  beforeAll(async () => {
    cloud = await aCloud(site, { demoFleet: true, shopPort: 0 });
    shop = cloud.shopUrl ?? "";
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  /** An act of WeChat's client. */
  const act = (name: string, body: object, headers: Record<string, string> = {}) =>
    requestJson("POST", `${shop}/client/${name}`, { body, headers });

  it("is linked from the start page, and let in at the accounts of the demo fleet", async () => {
    const start = await fetch(cloud.url, { headers: { accept: "text/html" } });
    expect(await start.text()).toContain(`href="${shop}/"`);
    for (const account of [OFFICIAL_ACCOUNT, MINI_PROGRAM]) {
      const { redirects } = webSchema.parse((await cloud.api(`GET /api/accounts/${account.appId}/web`)).json());
      expect(redirects).toEqual([`${shop}/`]);
    }
    expect((await requestJson("GET", `${shop}/settings.json`)).json()).toMatchObject({ platformUrl: cloud.url, appId });
  });

  it("has people signed in, reads their session and ends it", async () => {
    const browser = aBrowser();
    const query = new URLSearchParams({ redirect: `${shop}/`, scope: "userinfo" });
    const started = await browser.open(`${cloud.url}/oauth/${appId}/start?${query}`);
    const form = { method: "POST", body: new URLSearchParams({ as: OPENID, choice: "accept" }) };
    const asked = await browser.open(started.location.replace(/#.*$/, ""), form);
    const home = new URL((await browser.open(asked.location)).location);
    expect(`${home.origin}${home.pathname}`).toBe(`${shop}/`);
    const headers = { origin: shop };
    const body = { code: home.searchParams.get("session_code") };
    const exchanged = await requestJson("POST", `${cloud.url}/oauth/${appId}/token`, { headers, body });
    const { token } = z.looseObject({ token: z.string() }).parse(exchanged.json());
    const session = (method: string) =>
      requestJson(method, `${cloud.url}/oauth/${appId}/session`, {
        headers: { ...headers, authorization: `Bearer ${token}` },
      });
    expect((await session("GET")).json()).toMatchObject({ openid: OPENID, way: "userinfo" });
    expect((await session("DELETE")).status).toBe(200);
    expect((await session("GET")).status).toBe(401);
  });

  it("has its page signed so that the client accepts it", async () => {
    const url = `${shop}/`;
    const query = new URLSearchParams({ url });
    const answer = await requestJson("GET", `${cloud.url}/jssdk/${appId}/signature?${query}`, {
      headers: { origin: shop },
    });
    const { timestamp, nonceStr, signature } = signedSchema.parse(answer.json());
    const config = await act("config", { url, timestamp, nonceStr, signature });
    expect(config.json()).toEqual({ errMsg: "config:ok" });
  });

  it("logs a mini program in, which reads a phone number", async () => {
    const login = await act("request/login", z.looseObject({}).parse((await act("login", { openid: OPENID })).json()));
    const { token } = z.looseObject({ token: z.string() }).parse(login.json());
    const code = z.looseObject({}).parse((await act("phone-code", { openid: OPENID })).json());
    const phone = await act("request/phone", code, { authorization: `Bearer ${token}` });
    expect(phone.json()).toMatchObject({ purePhoneNumber: "13800138000" });
  });

  it("is paid, and the platform takes the notification", async () => {
    const paid = await act("pay", { appId, openid: OPENID, total: 100 });
    expect([paid.status, paid.json()]).toMatchObject([200, { delivered: true, openid: OPENID, total: 100 }]);
    await cloud.idle();
  });
});
