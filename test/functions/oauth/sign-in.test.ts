import { beforeEach, describe, expect, it } from "vitest";
import { createHandler } from "../../../functions/oauth/handler.ts";
import { newRandomId } from "../../../shared/lambda/system.ts";
import { accountRefused, aWebSignIn, PUBLIC_URL, stateIn } from "../../support/a-web-sign-in.ts";
import { aLambdaContext, anHttpEvent } from "../../support/lambda-events.ts";
import { aBrowser } from "./a-browser.ts";

const REDIRECT = "https://shop.example/account/?a=1&b=2";
const STATE = "s".repeat(21).concat("A");

let world: ReturnType<typeof aWebSignIn>;
let handler: ReturnType<typeof createHandler>;
let browser: ReturnType<typeof aBrowser>;

beforeEach(() => {
  world = aWebSignIn();
  const { start, finish } = world.worker();
  handler = createHandler({ ...world.observed, signIn: { start, finish, newRandomId, publicUrl: PUBLIC_URL } });
  browser = aBrowser(handler);
});

const count = (name: string) => world.observed.counts.get(name);

async function begin(query: Readonly<Record<string, string>> = {}) {
  const { location } = await browser.open("start", { redirect: REDIRECT, scope: "userinfo", ...query });
  return stateIn(location);
}

function linkIn(body: string): string {
  return (/<a href="([^"]*)">/.exec(body)?.[1] ?? "").replaceAll("&amp;", "&");
}

describe("GET /oauth/{appId}/start", () => {
  it("leads to WeChat and remembers the browser by cookies that only this host gets", async () => {
    const { status, location, set, headers } = await browser.open("start", { redirect: REDIRECT });
    expect(status).toBe(302);
    expect(new URL(location).searchParams.get("scope")).toBe("base");
    expect(headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
    expect(set).toHaveLength(2);
    for (const cookie of set) {
      expect(cookie).toMatch(/^__Host-fleet-[a-z-]+=[\w-]+; Path=\/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax$/);
    }
    expect(browser.cookies.get("__Host-fleet-browser")).toMatch(/^[0-9a-f]{32}$/);
    expect(count("SignInStarted")).toBe(1);
  });

  it("keeps a browser's id over its tabs, and takes no id that it did not make", async () => {
    await begin();
    const id = browser.cookies.get("__Host-fleet-browser");
    await begin();
    expect(browser.cookies.get("__Host-fleet-browser")).toBe(id);
    browser.cookies.set("__Host-fleet-browser", "chosen-by-another");
    await begin();
    expect(browser.cookies.get("__Host-fleet-browser")).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ["no redirect", {}, "link"],
    ["another scope", { redirect: REDIRECT, scope: "snsapi_login" }, "link"],
    ["a count of repeats that is none", { redirect: REDIRECT, again: "x" }, "link"],
    ["too many repeats", { redirect: REDIRECT, again: "3" }, "link"],
    ["an address of others", { redirect: "https://evil.example/" }, "redirect"],
    ["an address longer than any", { redirect: `https://shop.example/account/${"a".repeat(2000)}` }, "link"],
  ])("says so on a page for %s, and leads nowhere", async (_what, query, reason) => {
    const { status, body, location, set } = await browser.open("start", query);
    expect([status, location, set]).toEqual([400, "", []]);
    expect(body).toContain("登录链接不正确");
    expect(body).not.toMatch(/href|evil|wx_a/);
    expect(count(`SignInRefused{"reason":"${reason}"}`)).toBe(1);
  });

  it("says the same of accounts that are not there as of those that allow nothing", async () => {
    const pages = await Promise.all(
      ["wx_b", "not an id", ""].map((id) => browser.open("start", { redirect: REDIRECT }, id)),
    );
    expect(new Set(pages.map(({ body }) => body)).size).toBe(1);
    expect(pages.map(({ status }) => status)).toEqual([400, 400, 400]);
  });

  it("answers 503 with a link where the store fails, or the account has no credential", async () => {
    world.wechat.credential = false;
    expect(await browser.open("start", { redirect: REDIRECT })).toMatchObject({ status: 503 });
    expect(count('SignInRefused{"reason":"account"}')).toBe(1);
    world.wechat.credential = true;
    world.states.put = () => Promise.reject(new Error("DynamoDB is not available"));
    const { status, body } = await browser.open("start", { redirect: REDIRECT, again: "1" });
    expect(status).toBe(503);
    expect(linkIn(body)).toBe(
      `${PUBLIC_URL}/oauth/wx_a/start?${new URLSearchParams({ redirect: REDIRECT, scope: "base" })}`,
    );
    expect(world.observed.lines).toMatchObject([{ level: "error", fields: { appId: "wx_a" } }]);
  });
});

describe("GET /oauth/{appId}/callback", () => {
  it("signs the person in and leads on, with the session's cookie", async () => {
    const code = world.wechat.code(world.wechat.person("o1"));
    const { status, location, set, headers } = await browser.open("callback", { state: await begin(), code });
    expect([status, location, set]).toEqual([302, `${REDIRECT}#session-1`, ["session=session-1"]]);
    expect(headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
  });

  it("takes nothing from a browser that did not begin, also where an attacker sends it there", async () => {
    const code = world.wechat.code(world.wechat.person("o-of-attacker"));
    const state = await begin();
    const victim = aBrowser(handler);
    expect(await victim.open("callback", { state, code })).toMatchObject({ status: 410, location: "" });
    const { location } = await victim.open("start", { redirect: REDIRECT });
    expect(location).toContain("open.weixin.qq.com");
    const again = await victim.open("callback", { state, code });
    expect(again.location).toMatch(/\/oauth\/wx_a\/start\?.*again=1$/);
    expect(world.sessions.opened).toEqual([]);
  });

  it("begins again twice by itself, and then shows a page with a link that begins anew", async () => {
    const start = { redirect: REDIRECT, scope: "userinfo" };
    let state = await begin();
    for (const again of ["1", "2"]) {
      const back = await browser.open("callback", { state, code: "never-given" });
      expect(back.location).toBe(`${PUBLIC_URL}/oauth/wx_a/start?${new URLSearchParams({ ...start, again })}`);
      state = stateIn((await browser.follow(back.location)).location);
    }
    const { status, body } = await browser.open("callback", { state, code: "never-given" });
    expect(status).toBe(410);
    expect(linkIn(body)).toBe(`${PUBLIC_URL}/oauth/wx_a/start?${new URLSearchParams(start)}`);
    expect(count('SignInAgain{"reason":"bad-code"}')).toBe(2);
    expect(count('SignInRefused{"reason":"bad-code"}')).toBe(1);
  });

  it("leads a person who goes back in the browser, or waited too long, to where they were going", async () => {
    const state = await begin();
    const code = world.wechat.code(world.wechat.person("o1"));
    await browser.open("callback", { state, code });
    const back = await browser.open("callback", { state, code });
    expect(back.location).toContain("/oauth/wx_a/start?");
    expect((await browser.follow(back.location)).location).toContain("open.weixin.qq.com");
    const late = await begin();
    world.clock.advance(600_001);
    expect((await browser.open("callback", { state: late, code })).location).toContain("/start?");
  });

  it.each([
    ["refused", { code: "" }, 403, "没有同意授权"],
    ["refused, in some versions of WeChat", { code: "authdeny" }, 403, "没有同意授权"],
  ])("shows a page with a link to a person who %s, and goes nowhere by itself", async (_what, query, status, words) => {
    const page = await browser.open("callback", { state: await begin(), ...query });
    expect([page.status, page.location]).toEqual([status, ""]);
    expect(page.body).toContain(words);
    expect(linkIn(page.body)).toContain("/oauth/wx_a/start?");
    expect(page.body).not.toContain("http-equiv");
  });

  it("tells a virtual person to use the full service", async () => {
    const code = world.wechat.code({ type: "snapshot" });
    const page = await browser.open("callback", { state: await begin(), code });
    expect(page.status).toBe(403);
    expect(page.body).toContain("「使用完整服务」");
    expect(page.set).toEqual([]);
    expect(count('SignInRefused{"reason":"snapshot"}')).toBe(1);
  });

  it("answers 503 with a link where WeChat does not take the account, or is down", async () => {
    world.wechat.trouble = accountRefused();
    expect(await browser.open("callback", { state: await begin(), code: "c" })).toMatchObject({ status: 503 });
    expect(count('SignInRefused{"reason":"account"}')).toBe(1);
    world.wechat.trouble = new Error("system busy");
    const page = await browser.open("callback", { state: await begin(), code: "c" });
    expect(page.status).toBe(503);
    expect(linkIn(page.body)).toContain("/oauth/wx_a/start?");
    expect(count('SignInRefused{"reason":"trouble"}')).toBe(1);
  });

  it.each([
    ["made up", "%%%"],
    ["of another form", Buffer.from('{"redirect":1}').toString("base64url")],
    ["cut", Buffer.from('{"redirect":"https://shop').toString("base64url")],
    ["with a prototype", Buffer.from('{"__proto__":{"redirect":"x"}}').toString("base64url")],
  ])("knows nothing by a cookie that is %s", async (_what, value) => {
    browser.cookies.set("__Host-fleet-sign-in", value);
    const page = await browser.open("callback", { state: STATE, code: "c" });
    expect([page.status, page.location]).toEqual([410, ""]);
  });

  it("leads nowhere else by a cookie that names an address of others", async () => {
    const planted = { redirect: "https://evil.example/", scope: "base", repeats: 0 };
    browser.cookies.set("__Host-fleet-sign-in", Buffer.from(JSON.stringify(planted)).toString("base64url"));
    const back = await browser.open("callback", { state: STATE, code: "c" });
    expect(new URL(back.location).origin).toBe(PUBLIC_URL);
    expect(await browser.follow(back.location)).toMatchObject({ status: 400, location: "" });
  });
});

describe("the pages", () => {
  it("load and run nothing, are kept nowhere, and show what strangers put into a link as text", async () => {
    const redirect = "https://shop.example/account/?a=%22%3E%3Cscript%3E&b='onload=";
    const state = stateIn((await browser.open("start", { redirect: new URL(redirect).href })).location);
    const { headers, body } = await browser.open("callback", { state, code: "" });
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'/);
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
    expect(body).toContain('<html lang="zh-CN">');
    expect(body).not.toMatch(/<script|'onload/);
  });

  it("write neither codes nor states nor tokens into the log", async () => {
    world.wechat.trouble = new Error("down");
    const state = await begin();
    await browser.open("callback", { state, code: "code-secret" });
    expect(JSON.stringify(world.observed.lines)).not.toMatch(/code-secret|state=/);
    expect(JSON.stringify(world.observed.lines)).not.toContain(state);
  });
});

it("a route that the function does not have is not found", async () => {
  const event = anHttpEvent("GET", "/oauth/{appId}/toString", { params: { appId: "wx_a" } });
  expect(await handler({ ...event, routeKey: "toString" }, aLambdaContext())).toMatchObject({ statusCode: 404 });
});
