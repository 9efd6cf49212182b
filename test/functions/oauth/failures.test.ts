import { expect, it } from "vitest";
import { PERSON } from "../../support/a-session-desk.ts";
import { aSessionPage, SHOP } from "../../support/a-session-page.ts";

const SESSION = "GET /oauth/{appId}/session";

it("a page of an allowed origin reads that the platform fails now, and no other page does", async () => {
  const page = aSessionPage();
  const { token } = await page.sessions.open(PERSON);
  page.breakSessions();
  const failed = await page.ask(SESSION, { origin: SHOP, cookie: token });
  expect(failed).toMatchObject({ status: 503, body: { code: "unavailable" } });
  expect(failed.headers).toMatchObject({
    "access-control-allow-origin": SHOP,
    "access-control-allow-credentials": "true",
    vary: "Origin",
    "retry-after": "5",
  });
  const bearer = await page.ask(SESSION, { bearer: token });
  expect(bearer.status).toBe(503);
  expect(bearer.headers).not.toHaveProperty("access-control-allow-origin");
  const evil = await page.ask(SESSION, { origin: "https://evil.example", cookie: token });
  expect(evil.status).toBe(403);
  expect(evil.headers).not.toHaveProperty("access-control-allow-origin");
  expect(page.observability.counts.has('SessionRefused{"reason":"unavailable"}')).toBe(false);
});
