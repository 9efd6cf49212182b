import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aCloud, aSite } from "./a-cloud.ts";

const RULE = {
  id: "kept",
  name: "kept",
  match: { type: "keyword", mode: "contains", keywords: ["留"] },
  actions: [{ type: "reply", text: "在" }],
};

let site: ReturnType<typeof aSite>;

beforeEach(() => {
  site = aSite();
});
afterEach(() => site.remove());

describe("the data folder", () => {
  it("keeps accounts, rules, messages, the clock, keys and tokens over a restart", async () => {
    const before = await (async () => {
      await using cloud = await aCloud(site);
      expect((await cloud.api("POST /api/accounts", { appId: "wx_kept", name: "留下" })).status).toBeLessThan(300);
      expect((await cloud.api("PUT /api/rules", { rules: [RULE] })).status).toBeLessThan(300);
      cloud.clock.advance(3600);
      await cloud.idle();
      return { key: await cloud.callbackKey(), token: cloud.token("viewer") };
    })();
    await using cloud = await aCloud(site);
    expect((await cloud.api("GET /api/accounts")).text).toContain("留下");
    expect((await cloud.api("GET /api/rules")).json()).toMatchObject({ rules: [RULE] });
    expect(cloud.clock.offset()).toBe(3_600_000);
    expect(await cloud.callbackKey()).toBe(before.key);
    const headers = { authorization: `Bearer ${before.token}` };
    expect((await fetch(`${cloud.url}/api/accounts`, { headers })).status).toBe(200);
    expect(cloud.leftInFlight.messages).toBe(0);
  });

  it("is empty after a reset, with what is not the cloud's own left alone", async () => {
    const key = await (async () => {
      await using cloud = await aCloud(site);
      await cloud.api("POST /api/accounts", { appId: "wx_gone", name: "gone" });
      cloud.clock.advance(60);
      return cloud.callbackKey();
    })();
    writeFileSync(`${site.dataDir}/notes.txt`, "mine");
    await using cloud = await aCloud(site, { reset: true });
    expect((await cloud.api("GET /api/accounts")).json()).toMatchObject({ accounts: [] });
    expect(cloud.clock.offset()).toBe(0);
    expect(await cloud.callbackKey()).not.toBe(key);
    expect(readFileSync(`${site.dataDir}/notes.txt`, "utf8")).toBe("mine");
  });

  it("gets the demo fleet once: what a person removes from it stays away", async () => {
    const ids = async (cloud: Awaited<ReturnType<typeof aCloud>>) => (await cloud.api("GET /api/rules")).text;
    {
      await using cloud = await aCloud(site, { demoFleet: true });
      expect(await ids(cloud)).toContain("greeting");
      expect((await cloud.api("GET /api/accounts")).text).toContain("wx_demo_alpha");
      await cloud.api("PUT /api/rules", { rules: [] });
    }
    await using cloud = await aCloud(site, { demoFleet: true });
    expect(await ids(cloud)).not.toContain("greeting");
  });

  it("cannot be had twice, and is free again when its cloud has stopped", async () => {
    await using first = await aCloud(site);
    await expect(aCloud(site)).rejects.toThrow(`another instance (pid ${process.pid}) uses ${site.dataDir}`);
    await first.stop();
    await using second = await aCloud(site);
    expect((await fetch(`${second.url}/local/clock`)).status).toBe(200);
  });
});
