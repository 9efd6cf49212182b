import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { PERSON } from "../../support/a-session-desk.ts";
import { aSessionPage, SHOP } from "../../support/a-session-page.ts";

const SESSION = "GET /oauth/{appId}/session";
const REFRESH = "POST /oauth/{appId}/session/refresh";
const PROFILE = "GET /oauth/{appId}/profile";
const TOKEN = "POST /oauth/{appId}/token";

/** Refuses a request in every way, and gives the reasons that were counted. */
async function everyReason(): Promise<string[]> {
  const page = aSessionPage();
  const { token: bearer } = await page.sessions.open(PERSON);
  await page.ask(SESSION, { origin: "https://elsewhere.example" });
  await page.ask(SESSION, { origin: SHOP });
  await page.ask(SESSION, { origin: SHOP, bearer: "made-up" });
  await page.ask(REFRESH, { origin: SHOP, cookie: bearer });
  page.setProfile("not-granted");
  await page.ask(PROFILE, { bearer });
  page.setProfile("ended");
  await page.ask(PROFILE, { bearer });
  for (const body of ["{}", "{", "x".repeat(1001)]) await page.ask(TOKEN, { origin: SHOP, body });
  return [...page.observability.counts.keys()].flatMap(
    (key) => /^SessionRefused\{"reason":"(.+)"\}$/.exec(key)?.[1] ?? [],
  );
}

it.each(["web-sessions.md", "web-sessions.zh-CN.md"])("docs/%s names every reason for a refusal", async (file) => {
  const text = readFileSync(resolve(import.meta.dirname, "../../../docs", file), "utf8");
  const row = text.split("\n").find((line) => line.startsWith("| `SessionRefused{reason}`")) ?? "";
  const named = [...row.matchAll(/`([a-z-]+)`/g)].map(([, reason]) => reason);
  expect(named.toSorted()).toEqual((await everyReason()).toSorted());
  expect(named).toHaveLength(9);
});
