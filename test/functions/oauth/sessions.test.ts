import { describe, expect, it } from "vitest";
import { SESSION_LIFE } from "../../../shared/identity/domain/session.ts";
import { PERSON } from "../../support/a-session-desk.ts";
import { aSessionPage, SHOP } from "../../support/a-session-page.ts";
import { NOON } from "../../support/builders.ts";

const SESSION = "GET /oauth/{appId}/session";
const SIGN_OUT = "DELETE /oauth/{appId}/session";
const REFRESH = "POST /oauth/{appId}/session/refresh";

describe("a page with a cookie", () => {
  it("learns who it is and until when, and what to say when it changes something", async () => {
    const page = aSessionPage();
    const { token, csrf } = await page.sessions.open(PERSON);
    const shown = await page.ask(SESSION, { origin: SHOP, cookie: token });
    expect(shown.status).toBe(200);
    expect(shown.body).toEqual({ ...PERSON, createdAt: NOON, expiresAt: NOON + SESSION_LIFE, csrf });
    expect(shown.headers).toMatchObject({
      "access-control-allow-origin": SHOP,
      "access-control-allow-credentials": "true",
      vary: "Origin",
      "cache-control": "no-store",
    });
  });

  it("signs out by its csrf token, and takes the cookie away", async () => {
    const page = aSessionPage();
    const { token, csrf } = await page.sessions.open(PERSON);
    const out = await page.ask(SIGN_OUT, { origin: SHOP, cookie: token, csrf });
    expect(out).toMatchObject({ status: 200, body: { done: true } });
    expect(out.cookies).toEqual(["__Host-session-wx_shop=; Path=/; Secure; HttpOnly; SameSite=None; Max-Age=0"]);
    expect((await page.ask(SESSION, { origin: SHOP, cookie: token })).status).toBe(401);
  });

  it("renews its session while the grant lives: the old one is over at once", async () => {
    const page = aSessionPage();
    const { token, csrf } = await page.sessions.open(PERSON);
    page.clock.advance(3_600_000);
    const renewed = await page.ask(REFRESH, { origin: SHOP, cookie: token, csrf });
    expect(renewed.body).toMatchObject({ ...PERSON, expiresAt: NOON + 3_600_000 + SESSION_LIFE });
    const next = /^__Host-session-wx_shop=([^;]+); Path=\/; Secure; HttpOnly; SameSite=None; Max-Age=7200$/;
    const cookie = next.exec(renewed.cookies[0] ?? "")?.[1] ?? "";
    expect((await page.ask(SESSION, { origin: SHOP, cookie })).body).toMatchObject({ csrf: renewed.body.csrf });
    expect((await page.ask(SESSION, { origin: SHOP, cookie: token })).status).toBe(401);
    expect(renewed.text).not.toContain(cookie);
  });

  it.each([
    ["no csrf token", undefined],
    ["an empty one", ""],
    ["a wrong one", "A".repeat(32)],
    ["a longer one", "A".repeat(64)],
  ])("changes nothing with %s", async (_, csrf) => {
    const page = aSessionPage();
    const { token } = await page.sessions.open(PERSON);
    const said = csrf === undefined ? {} : { csrf };
    for (const route of [SIGN_OUT, REFRESH]) {
      const refused = await page.ask(route, { origin: SHOP, cookie: token, ...said });
      expect(refused).toMatchObject({ status: 403, body: { detail: "not allowed" } });
    }
    expect((await page.ask(SESSION, { origin: SHOP, cookie: token })).status).toBe(200);
    expect(page.observability.counts.get('SessionRefused{"reason":"csrf"}')).toBe(2);
  });

  it("changes nothing with the csrf token of another session, be it of the same person", async () => {
    const page = aSessionPage();
    const { token } = await page.sessions.open(PERSON);
    const { csrf } = await page.sessions.open(PERSON);
    expect((await page.ask(SIGN_OUT, { origin: SHOP, cookie: token, csrf })).status).toBe(403);
  });

  it.each([undefined, "https://evil.example", "https://shop.example.evil.example", "http://shop.example", "null", ""])(
    "of the origin %s is refused, and may read nothing",
    async (origin) => {
      const page = aSessionPage();
      const { token, csrf } = await page.sessions.open(PERSON);
      for (const route of [SESSION, SIGN_OUT, REFRESH]) {
        const named = origin === undefined ? {} : { origin };
        const refused = await page.ask(route, { ...named, cookie: token, csrf });
        expect(refused).toMatchObject({ status: 403, body: { detail: "not allowed" } });
        expect(refused.headers).not.toHaveProperty("access-control-allow-origin");
        expect(refused.headers).toMatchObject({ vary: "Origin" });
      }
      expect(await page.sessions.read("wx_shop", token)).toBeDefined();
    },
  );

  it("is refused when the operator takes its origin from the list", async () => {
    const page = aSessionPage();
    const { token } = await page.sessions.open(PERSON);
    page.setAccess({ origins: [] });
    expect((await page.ask(SESSION, { origin: SHOP, cookie: token })).status).toBe(403);
  });
});

describe("a page or a server with a token", () => {
  it("needs no csrf token, and a server names no origin", async () => {
    const page = aSessionPage();
    const { token } = await page.sessions.open(PERSON);
    const shown = await page.ask(SESSION, { bearer: token });
    expect(shown).toMatchObject({ status: 200, body: PERSON });
    expect(shown.body).not.toHaveProperty("csrf");
    expect(shown.headers).not.toHaveProperty("access-control-allow-origin");
    const renewed = await page.ask(REFRESH, { origin: SHOP, bearer: token });
    expect(renewed.body).toMatchObject({ ...PERSON, tokenType: "Bearer" });
    expect((await page.ask(SESSION, { bearer: token })).status).toBe(401);
    expect((await page.ask(SIGN_OUT, { bearer: renewed.body.token })).body).toEqual({ done: true });
    expect((await page.ask(SESSION, { bearer: renewed.body.token })).status).toBe(401);
  });

  it("of another origin is refused, whatever token it has", async () => {
    const page = aSessionPage();
    const { token } = await page.sessions.open(PERSON);
    expect((await page.ask(SESSION, { origin: "https://evil.example", bearer: token })).status).toBe(403);
  });

  it("stands before a cookie, also where it is wrong", async () => {
    const page = aSessionPage();
    const { token } = await page.sessions.open(PERSON);
    expect((await page.ask(SESSION, { origin: SHOP, bearer: "x", cookie: token })).status).toBe(401);
    const basic = { headers: { authorization: "Basic YTpi" }, origin: SHOP, cookie: token };
    expect((await page.ask(SESSION, basic)).status).toBe(401);
  });
});

describe("nobody", () => {
  it.each([
    ["without anything", {}],
    ["with a token that is none", { bearer: "not.a.token" }],
    ["with a token of another account", { appId: "wx_other", cookies: [] }],
    ["with another account's cookie", { cookies: ["__Host-session-wx_other=x"] }],
    ["with an empty cookie", { cookies: ["__Host-session-wx_shop="] }],
  ])("%s is told anything", async (_, asked) => {
    const page = aSessionPage();
    const { token } = await page.sessions.open(PERSON);
    const bearer = "appId" in asked ? { bearer: token } : {};
    for (const route of [SESSION, SIGN_OUT, REFRESH]) {
      const refused = await page.ask(route, {
        ...("cookies" in asked && !("appId" in asked) ? { origin: SHOP } : {}),
        ...asked,
        ...bearer,
      });
      expect(refused).toMatchObject({ status: 401, body: { detail: "there is no session", code: "unauthorized" } });
    }
  });

  it("is told of accounts that are there, or are not, in different words", async () => {
    const page = aSessionPage();
    const known = await page.ask(SESSION, { bearer: "x" });
    const unknown = await page.ask(SESSION, { appId: "wx_unheard", bearer: "x" });
    expect(unknown).toEqual(known);
  });

  it("is signed in after the end of a session by the person, the operator, or WeChat", async () => {
    const page = aSessionPage();
    const { token } = await page.sessions.open(PERSON);
    await page.endSessionsNow("wx_shop", "o-1");
    page.clock.advance(3000);
    expect((await page.ask(SESSION, { bearer: token })).status).toBe(401);
    page.setGrant("ended");
    const { token: second } = await page.sessions.open(PERSON);
    expect((await page.ask(REFRESH, { bearer: second })).status).toBe(401);
  });

  it("gets a new session for one that is ended while its grant is asked for", async () => {
    const page = aSessionPage();
    const { token } = await page.sessions.open(PERSON);
    page.setGrant("granted", async () => {
      page.clock.advance(8000);
      await page.endSessionsNow("wx_shop", "o-1");
      page.clock.advance(2000);
    });
    expect((await page.ask(REFRESH, { bearer: token })).status).toBe(401);
    expect(page.observability.counts.get("SessionOpened")).toBe(1);
    expect(page.observability.counts.get("SessionRevoked")).toBeUndefined();
  });
});

describe("browsers that ask whether a page may ask", () => {
  const preflights = ["/session", "/session/refresh", "/token"].map((path) => `OPTIONS /oauth/{appId}${path}`);

  it.each(preflights)("%s: pages of allowed origins may, with their cookies", async (route) => {
    const answer = await aSessionPage().ask(route, { origin: SHOP });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": SHOP,
      "access-control-allow-credentials": "true",
      "access-control-allow-headers": "authorization, content-type, x-csrf-token",
      "access-control-max-age": "600",
      vary: "Origin",
    });
  });

  it.each(preflights)("%s: all others may not", async (route) => {
    for (const named of [
      {},
      { origin: "https://evil.example" },
      { origin: "*" },
      { origin: SHOP, appId: "wx_other" },
    ]) {
      const refused = await aSessionPage().ask(route, named);
      expect(refused.status).toBe(403);
      expect(refused.headers).not.toHaveProperty("access-control-allow-origin");
    }
  });
});

describe("the published keys", () => {
  it("are there for others to verify tokens by, and may be kept while there are some", async () => {
    const page = aSessionPage();
    const empty = await page.ask("GET /oauth/jwks.json");
    expect(empty).toMatchObject({ status: 200, body: { keys: [] }, headers: { "cache-control": "no-store" } });
    await page.sessions.open(PERSON);
    const [key] = await page.sessionKeys.published();
    const shown = await page.ask("GET /oauth/jwks.json");
    expect(shown.headers["cache-control"]).toBe("public, max-age=600");
    expect(shown.body).toEqual({ keys: [{ ...key?.publicKey, kid: key?.kid, use: "sig", alg: "ES256" }] });
    expect(shown.text).not.toContain('"d"');
    expect(shown.text).not.toContain("sealed");
  });
});
