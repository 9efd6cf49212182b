import { describe, expect, it } from "vitest";
import { PERSON } from "../../support/a-session-desk.ts";
import { ACCESS, aSessionPage, SHOP } from "../../support/a-session-page.ts";

const TOKEN = "POST /oauth/{appId}/token";
const BY_CODE = { ...ACCESS, delivery: "code" } as const;

async function led(redirect = `${SHOP}/account/`) {
  const page = aSessionPage();
  const opened = await page.sessions.open(PERSON);
  const { location, cookies } = await page.deliver(BY_CODE, new URL(redirect), opened);
  const code = new URL(location).searchParams.get("session_code") ?? "";
  const exchange = (asked: object = {}) => page.ask(TOKEN, { origin: SHOP, body: JSON.stringify({ code }), ...asked });
  return { ...page, opened, location, cookies, code, exchange };
}

describe("a session that reaches its page by a code", () => {
  it("is in no address: the page gets a code of 128 bits in its query, and exchanges it", async () => {
    const { location, cookies, code, opened, exchange, sessions } = await led();
    expect(location).toBe(`${SHOP}/account/?session_code=${code}`);
    expect(code).toMatch(/^[0-9a-f]{32}$/);
    expect(cookies).toEqual([]);
    expect(location).not.toContain(opened.session.id);
    const got = await exchange();
    expect(got).toMatchObject({ status: 200, body: { ...PERSON, tokenType: "Bearer" } });
    expect(got.headers).toMatchObject({ "access-control-allow-origin": SHOP, "cache-control": "no-store" });
    expect(await sessions.read("wx_shop", got.body.token)).toEqual(opened.session);
    expect(got.cookies).toEqual([]);
  });

  it("leaves the rest of the page's address as it was, but an older code", async () => {
    const odd = `${SHOP}/account/?a=b%20c+d&session_code=planted&session%5Fcode=planted&x=%E4%BD%A0#top`;
    const { location, code } = await led(odd);
    expect(location).toBe(`${SHOP}/account/?a=b%20c+d&x=%E4%BD%A0&session_code=${code}#top`);
  });

  it("is had once, also by many who ask at the same time", async () => {
    const { exchange } = await led();
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange()));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await exchange()).status).toBe(401);
  });

  it("is had within a minute", async () => {
    const early = await led();
    early.clock.advance(59_000);
    expect((await early.exchange()).status).toBe(200);
    const late = await led();
    late.clock.advance(60_000);
    expect((await late.exchange()).status).toBe(401);
  });

  it.each([
    ["another account", { appId: "wx_other" }, 403],
    ["another allowed origin", { origin: "https://www.shop.example" }, 401],
    ["an origin that is not allowed", { origin: "https://evil.example" }, 403],
    ["no origin", { origin: undefined }, 403],
    ["another code", { body: JSON.stringify({ code: "A".repeat(22) }) }, 401],
    ["no code", { body: "{}" }, 401],
    ["a code that is no text", { body: '{"code":["x"]}' }, 401],
    ["no JSON", { body: "code=x" }, 400],
    ["nothing", { body: "" }, 400],
    ["a long body", { body: JSON.stringify({ code: "A".repeat(2000) }) }, 413],
  ])("is not had with %s", async (_, asked, status) => {
    const { exchange } = await led();
    const refused = await exchange(asked);
    expect(refused.status).toBe(status);
    expect(refused.text).not.toMatch(/token|wx_shop|o-1|u-1/);
  });

  it("is not had by the right page after another allowed page tried its code", async () => {
    const { exchange } = await led();
    await exchange({ origin: "https://www.shop.example" });
    expect((await exchange()).status).toBe(401);
  });

  it("is not had when it was ended before the page asked", async () => {
    const { exchange, sessions, opened } = await led();
    await sessions.revoke(opened.session.id);
    expect((await exchange()).status).toBe(401);
  });
});

describe("a session that reaches its page by a cookie", () => {
  it("is in a cookie of the platform's host that no script reads, for as long as it lasts", async () => {
    const page = aSessionPage();
    const opened = await page.sessions.open(PERSON);
    page.clock.advance(1000);
    const redirect = `${SHOP}/account/?next=%2Fcart#top`;
    const { location, cookies } = await page.deliver(ACCESS, new URL(redirect), opened);
    expect(location).toBe(redirect);
    expect(cookies).toEqual([
      `__Host-session-wx_shop=${opened.token}; Path=/; Secure; HttpOnly; SameSite=None; Max-Age=7199`,
    ]);
  });
});
