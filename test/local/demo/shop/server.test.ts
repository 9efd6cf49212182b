import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startShop } from "../../../../local/demo/shop/server.ts";
import { freePort } from "../../../../local/ports.ts";
import { MINI_PROGRAM, OFFICIAL_ACCOUNT } from "../../../../local/sim/weixin/credentials.ts";
import { aReceiver, aSimulator } from "../../sim/support.ts";

const PAGE = resolve(import.meta.dirname, "../../../../local/demo/shop/page");

async function aShop() {
  const [simulator, platform] = [await aSimulator(), await aReceiver()];
  const platformUrl = new URL(platform.url).origin;
  const shop = await startShop({ port: await freePort(), platformUrl, simulatorUrl: simulator.url });
  onTestFinished(() => shop.stop());
  const play = (act: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${shop.url}/client/${act}`, { method: "POST", body: JSON.stringify(body), headers });
  return { ...shop, platformUrl, platform, play };
}

describe("the demo shop's web site", () => {
  it("has every file that its page names, and lets only its own scripts run", async () => {
    const { url, platformUrl } = await aShop();
    const page = await fetch(`${url}/?session_code=x`);
    const html = await page.text();
    expect(html).toMatch(/^<!doctype html>\n<html lang="zh-CN">/);
    expect(page.headers.get("content-security-policy")).toContain(`script-src 'self'`);
    expect(page.headers.get("content-security-policy")).toContain(`connect-src 'self' ${platformUrl};`);
    expect(html).not.toMatch(/ style=| on[a-z]+=|<script(?! type="module" src)/);
    const named = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = ""]) => path);
    expect(named.length).toBeGreaterThan(2);
    for (const path of [
      ...named,
      ...readdirSync(PAGE)
        .filter((name) => name !== "index.html")
        .map((name) => `/${name}`),
    ]) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
    }
    expect((await fetch(`${url}/main.js`)).headers.get("content-type")).toContain("text/javascript");
  });

  it("tells its page where the platform is and which accounts there are", async () => {
    const { url, platformUrl } = await aShop();
    expect(await (await fetch(`${url}/settings.json`)).json()).toEqual({
      platformUrl,
      appId: OFFICIAL_ACCOUNT.appId,
      miniAppId: MINI_PROGRAM.appId,
    });
  });

  it("serves no other path, method or host", async () => {
    const { url } = await aShop();
    for (const path of ["/server.ts", "/../server.ts", "/%2e%2e/server.ts", "/page/main.js"]) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 404]);
    }
    expect((await fetch(url, { method: "POST" })).status).toBe(405);
    expect((await fetch(url, { headers: { origin: "https://elsewhere.example" } })).status).toBe(403);
  });

  it("plays WeChat's client, with the simulator's own words where that refuses", async () => {
    const { play } = await aShop();
    expect(await (await play("login", { openid: "oMini" })).json()).toEqual({ code: expect.any(String) });
    expect((await play("data", { openid: "oMini" })).status).toBe(200);
    const refused = await play("data", { openid: "oStranger" });
    expect([refused.status, await refused.json()]).toEqual([409, { error: expect.stringContaining("oStranger") }]);
    for (const act of ["dance", "request/dance", "request/", "sim/faults"])
      expect((await play(act, {})).status).toBe(404);
    expect((await play("login", { openid: "x".repeat(200_001) })).status).toBe(413);
  });

  it("carries a mini program's requests to the platform, with its bearer token", async () => {
    const { play, platform } = await aShop();
    expect((await play("request/phone", { code: "c" }, { authorization: "Bearer t" })).status).toBe(200);
    expect(platform.bodies).toEqual(['{"code":"c"}']);
    platform.status = () => 401;
    expect((await play("request/login", { code: "c" })).status).toBe(401);
  });
});
