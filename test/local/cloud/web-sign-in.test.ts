import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { credentialsOf, OFFICIAL_ACCOUNT } from "../../../local/sim/weixin/credentials.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aBrowser } from "./a-browser.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const { appId, originalId, name, appSecret } = OFFICIAL_ACCOUNT;
const SHOP = "http://127.0.0.1:4173";
const HOME = `${SHOP}/account/`;
const EXCHANGE = "/sns/oauth2/access_token";

const sessionSchema = z.looseObject({
  token: z.string(),
  openid: z.string(),
  unionid: z.string().optional(),
  expiresAt: z.number(),
});
const callsSchema = z.object({ calls: z.array(z.looseObject({ ret: z.number().nullable() })) });

describe("web sign-in in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    const account = { channel: "official", appId, wxid: originalId, name, activeSince: "2024-01-01" };
    expect((await cloud.api("POST /api/accounts", account)).status).toBe(201);
    expect((await cloud.api(`PUT /api/accounts/${appId}/credentials`, credentialsOf(OFFICIAL_ACCOUNT))).status).toBe(
      200,
    );
    const access = { redirects: [HOME], origins: [SHOP], signedOrigins: [], delivery: "code" };
    expect((await cloud.api(`PUT /api/accounts/${appId}/web`, access)).status).toBe(200);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  const startOf = (scope: string, redirect: string = HOME) =>
    `${cloud.url}/oauth/${appId}/start?${new URLSearchParams({ redirect, scope })}`;
  const exchanges = async () => {
    const answer = await requestJson("GET", `${cloud.simulatorUrl}/sim/calls?path=${encodeURIComponent(EXCHANGE)}`);
    return callsSchema.parse(answer.json()).calls.map(({ ret }) => ret);
  };

  /** From the start to where WeChat leads the person back. */
  async function toCallback(
    browser: ReturnType<typeof aBrowser>,
    openid: string,
    choice = "accept",
    scope = "userinfo",
  ) {
    const started = await browser.open(startOf(scope));
    expect(started.status).toBe(302);
    expect(started.location).toMatch(new RegExp(`^${cloud.simulatorUrl}/weixin/connect/oauth2/authorize\\?appid=`));
    const [page = ""] = started.location.split("#");
    return (await browser.open(`${page}&${new URLSearchParams({ as: openid, choice })}`)).location;
  }

  /** Asks as a page of the shop. */
  async function ask(method: string, path: string, given: { token?: string; body?: object; origin?: string } = {}) {
    const { token, body, origin = SHOP } = given;
    const headers = { origin, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    return requestJson(method, `${cloud.url}/oauth/${appId}/${path}`, { headers, ...(body && { body }) });
  }

  async function signIn(openid: string, scope = "userinfo", browser = aBrowser()) {
    const home = new URL((await browser.open(await toCallback(browser, openid, "accept", scope))).location);
    expect(home.origin + home.pathname).toBe(HOME);
    const code = home.searchParams.get("session_code") ?? "";
    const answer = await ask("POST", "token", { body: { code } });
    expect(answer.status, answer.text).toBe(200);
    return { code, ...sessionSchema.parse(answer.json()) };
  }

  const reads = async (token: string) => (await ask("GET", "session", { token })).status;

  it("leads a person who accepts back to the shop with a code, for which the page gets a session once", async () => {
    const { code, token } = await signIn("oAccepts");
    const shown = await ask("GET", "session", { token });
    expect([shown.status, shown.json()]).toMatchObject([
      200,
      { appId, openid: "oAccepts", way: "userinfo", unionid: expect.stringMatching(/^o.{27}$/) },
    ]);
    expect((await ask("POST", "token", { body: { code } })).status).toBe(401);
    expect((await ask("GET", "session", { token, origin: "http://127.0.0.1:4174" })).status).toBe(403);
  });

  it("signs in silently, without a unionid", async () => {
    const session = await signIn("oSilent", "base");
    expect(session).toMatchObject({ openid: "oSilent", way: "base" });
    expect(session.unionid).toBeUndefined();
  });

  it("gives a person no session who refuses, nor a snapshot's virtual one", async () => {
    for (const [choice, words] of [
      ["refuse", "你没有同意授权"],
      ["snapshot", "使用完整服务"],
    ] as const) {
      const browser = aBrowser();
      const before = browser.cookies.size;
      const page = await browser.open(await toCallback(browser, "oNobody", choice));
      expect([page.status, page.location]).toEqual([403, ""]);
      expect(page.text).toContain(words);
      expect([...browser.cookies.keys()].filter((cookie) => cookie.includes("session"))).toHaveLength(before);
    }
  });

  it("begins anew where WeChat's code was used before, and refuses a state that was", async () => {
    const browser = aBrowser();
    const callback = await toCallback(browser, "oTwice");
    const code = new URL(callback).searchParams.get("code") ?? "";
    const query = { appid: appId, secret: appSecret, code, grant_type: "authorization_code" };
    await requestJson("GET", `${cloud.simulatorUrl}/weixin${EXCHANGE}?${new URLSearchParams(query)}`);
    const again = await browser.open(callback);
    expect([again.status, again.location]).toEqual([302, expect.stringContaining(`/oauth/${appId}/start?`)]);
    expect((await exchanges()).slice(-2)).toEqual([0, 40_163]);
    const [before, second] = [(await exchanges()).length, await browser.open(callback)];
    expect(second.text).not.toContain("session_code");
    expect(await exchanges()).toHaveLength(before);
  });

  it("takes a person back in the browser alone that began, and leads to allowed addresses only", async () => {
    const victim = aBrowser();
    const callback = await toCallback(aBrowser(), "oAttacker");
    const page = await victim.open(callback);
    expect(page.location).not.toContain("session_code");
    for (const redirect of ["https://evil.example/", `${SHOP}.evil.example/account/`, `${SHOP}/other`]) {
      const refused = await aBrowser().open(startOf("base", redirect));
      expect([redirect, refused.status, refused.location]).toEqual([redirect, 400, ""]);
    }
  });

  it("ends a session that the person signs out of, and those of a person whom an operator signs out", async () => {
    const [own, ended, other] = [await signIn("oLeaves"), await signIn("oIsEnded"), await signIn("oStays")];
    expect(await Promise.all([own, ended, other].map(({ token }) => reads(token)))).toEqual([200, 200, 200]);
    expect((await ask("DELETE", "session", { token: own.token })).status).toBe(200);
    expect((await cloud.api(`DELETE /api/accounts/${appId}/people/oIsEnded/sessions`)).status).toBe(200);
    for (const { token } of [own, ended]) {
      await eventually("a refused session", 5000, async () => ((await reads(token)) === 401 ? true : undefined));
    }
    expect(await reads(other.token)).toBe(200);
    expect(await reads((await signIn("oIsEnded")).token)).toBe(200);
  });

  it("renews a session while the person's grant lives, and ends it after two hours", async () => {
    const { token, expiresAt } = await signIn("oRenews");
    cloud.clock.advance(5400);
    const renewed = await ask("POST", "session/refresh", { token });
    expect(renewed.status, renewed.text).toBe(200);
    const next = sessionSchema.parse(renewed.json());
    expect(next.expiresAt).toBeGreaterThan(expiresAt);
    cloud.clock.advance(2000);
    expect([await reads(token), await reads(next.token)]).toEqual([401, 200]);
  });

  it("gives sessions by cookie where the account wants that, with a CSRF token for what changes something", async () => {
    const access = { redirects: [HOME], origins: [SHOP], signedOrigins: [], delivery: "cookie" };
    expect((await cloud.api(`PUT /api/accounts/${appId}/web`, access)).status).toBe(200);
    cloud.clock.advance(10);
    const browser = aBrowser();
    const home = await browser.open(await toCallback(browser, "oCookie"));
    expect(home.location).toBe(HOME);
    const url = `${cloud.url}/oauth/${appId}/session`;
    const shown = await browser.open(url, { headers: { origin: SHOP } });
    const { csrf } = z.looseObject({ openid: z.literal("oCookie"), csrf: z.string() }).parse(JSON.parse(shown.text));
    const leave = (headers: Record<string, string>) => browser.open(url, { method: "DELETE", headers });
    expect((await leave({ origin: SHOP })).status).toBe(403);
    expect((await leave({ origin: "http://127.0.0.1:4174", "x-csrf-token": csrf })).status).toBe(403);
    expect((await leave({ origin: SHOP, "x-csrf-token": csrf })).status).toBe(200);
    expect([...browser.cookies.keys()].filter((cookie) => cookie.includes("session"))).toEqual([]);
  });
});
