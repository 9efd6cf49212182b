import { expect, it } from "vitest";
import { PERSON } from "../../support/a-session-desk.ts";
import { aSessionPage, SHOP } from "../../support/a-session-page.ts";

const PROFILE = "GET /oauth/{appId}/profile";

it("a page shows the name and the picture of the person who is there, to no one without a session", async () => {
  const page = aSessionPage();
  const { token } = await page.sessions.open(PERSON);
  const picture = "https://thirdwx.qlogo.cn/1";
  page.setProfile({ nickname: "小明", picture });
  const shown = await page.ask(PROFILE, { origin: SHOP, cookie: token });
  expect([shown.status, shown.body]).toEqual([200, { nickname: "小明", picture }]);
  expect(shown.headers).toMatchObject({ "access-control-allow-origin": SHOP, "cache-control": "no-store" });
  expect(await page.ask(PROFILE, { origin: SHOP, bearer: token })).toMatchObject({ status: 200 });
  expect(await page.ask(PROFILE, { origin: SHOP })).toMatchObject({ status: 401 });
  expect(await page.ask(PROFILE, { origin: "https://evil.example", cookie: token })).toMatchObject({ status: 403 });
  expect(await page.ask(PROFILE, { cookie: token })).toMatchObject({ status: 403 });
});

it("a person who was not asked has no profile, and one who took the grant back has to be asked: the session stands", async () => {
  const page = aSessionPage();
  const { token } = await page.sessions.open(PERSON);
  page.setProfile("not-granted");
  const needed = { status: 403, body: { code: "consent-needed", detail: expect.stringContaining("scope=userinfo") } };
  expect(await page.ask(PROFILE, { origin: SHOP, cookie: token })).toMatchObject(needed);
  page.setProfile("ended");
  const ended = await page.ask(PROFILE, { origin: SHOP, cookie: token });
  expect(ended).toMatchObject(needed);
  expect(ended.headers).toMatchObject({ "access-control-allow-origin": SHOP });
  expect(await page.ask("GET /oauth/{appId}/session", { origin: SHOP, cookie: token })).toMatchObject({ status: 200 });
  expect(page.observability.counts.get('SessionRefused{"reason":"scope"}')).toBe(1);
  expect(page.observability.counts.get('SessionRefused{"reason":"grant"}')).toBe(1);
});
