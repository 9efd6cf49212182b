import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { createApp } from "../../../infra/app.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const ACCOUNTS = ["wx_demo_alpha", "wx_demo_bravo", "wx_demo_carol"];
const TEXTS = Array.from({ length: 12 }, (_, index) => `第${index}条`);
const callsSchema = z.object({
  calls: z.array(z.object({ appId: z.string(), body: z.looseObject({ content: z.string() }) })),
});

describe("an embedded cloud with a poller", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    const functionsDir = resolve(import.meta.dirname, "../../../dist/functions");
    createApp({ functionsDir, outdir: site.cdkOutDir, context: { pollers: 1 }, templateRules: false }).synth();
    cloud = await aCloud(site);
    const limits = { perSecond: 1000, burst: 1000, dailyCap: 100_000 };
    const brake = { answers: 0, seconds: 60, quietMinutes: 60 };
    await cloud.api("PUT /api/settings", { gateway: limits, brake });
    const reply = (text: string, index: number) => ({
      id: `reply-${index}`,
      name: text,
      match: { type: "keyword", mode: "exact", keywords: [text] },
      actions: [{ type: "reply", text: `收到${text}` }],
    });
    expect(await cloud.api("PUT /api/rules", { rules: TEXTS.map(reply) })).toMatchObject({ status: 200 });
    for (const appId of ACCOUNTS) {
      await requestJson("PUT", `${cloud.simulatorUrl}/sim/accounts/${appId}`, { body: { ingest: "poll" } });
      const { status } = await cloud.api("POST /api/accounts", { appId, name: appId, limits, ingest: "poll" });
      expect(status).toBe(201);
    }
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  const write = (appId: string, text: string, index: number) =>
    requestJson("POST", `${cloud.simulatorUrl}/sim/messages`, {
      body: {
        appId,
        from: "wxid_friend",
        text,
        newMsgId: `77737497934782${String(index).padStart(5, "0")}`,
        repeat: 2,
      },
    });

  async function replies(count: number): Promise<Map<string, string[]>> {
    const calls = await eventually(`${count} replies`, 30_000, async () => {
      const answer = await requestJson("GET", `${cloud.simulatorUrl}/sim/calls?path=/message/postText`);
      const { calls: sent } = callsSchema.parse(answer.json());
      return sent.length >= count ? sent : undefined;
    });
    const contents = ACCOUNTS.map((appId) =>
      calls.filter((call) => call.appId === appId).map(({ body }) => body.content),
    );
    return new Map(ACCOUNTS.map((appId, index) => [appId, contents[index] ?? []]));
  }

  it("answers what is polled in order, each message once, also where its callback comes too", async () => {
    for (const [index, text] of TEXTS.slice(0, 6).entries()) {
      for (const appId of ACCOUNTS) await write(appId, text, index);
    }
    cloud.clock.advance(60);
    const half = TEXTS.slice(0, 6).map((text) => `收到${text}`);
    expect(await replies(18)).toEqual(new Map(ACCOUNTS.map((appId) => [appId, half])));

    const [both = ""] = ACCOUNTS;
    await requestJson("PUT", `${cloud.simulatorUrl}/sim/accounts/${both}`, { body: { ingest: "callback" } });
    for (const [index, text] of TEXTS.slice(0, 6).entries()) expect((await write(both, text, index)).status).toBe(200);
    await requestJson("PUT", `${cloud.simulatorUrl}/sim/accounts/${both}`, { body: { ingest: "poll" } });
    for (const [index, text] of TEXTS.slice(6).entries()) {
      for (const appId of ACCOUNTS) await write(appId, text, index + 6);
    }
    const all = TEXTS.map((text) => `收到${text}`);
    expect(await replies(36)).toEqual(new Map(ACCOUNTS.map((appId) => [appId, all])));
  });
});
