import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { DEMO_FORM } from "../../../local/demo/form.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const APP = "wx_demo_alpha";

/** The rules that docs/conversations.md has people publish. */
function documented(page: string): unknown {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), "utf8");
  return JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? "");
}

const greeting = {
  id: "greeting",
  name: "问候",
  match: { type: "keyword", mode: "contains", keywords: ["你好"] },
  actions: [{ type: "reply", text: "在的" }],
};
const person = {
  id: "person",
  name: "转人工",
  match: { type: "keyword", mode: "contains", keywords: ["人工"] },
  actions: [{ type: "hand-over", minutes: 60, notice: "正在转接" }],
};

const callsSchema = z.object({
  calls: z.array(z.object({ body: z.looseObject({ toWxid: z.string(), content: z.string() }) })),
});
const conversationSchema = z.looseObject({ mute: z.looseObject({ by: z.string(), until: z.number() }).optional() });
const toldSchema = z.object({ alerts: z.array(z.looseObject({ type: z.string(), subject: z.string() })) });

describe("conversations in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    const { status } = await cloud.api("POST /api/accounts", { appId: APP, name: "Alpha", activeSince: "2024-01-01" });
    expect([201, 409]).toContain(status);
    const { rules } = z.object({ rules: z.array(z.unknown()) }).parse(documented("conversations.md"));
    expect((await cloud.api("PUT /api/rules", { rules: [...rules, person, greeting] })).status).toBe(200);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  async function says(from: string, text: string, to?: string): Promise<void> {
    const body = { appId: APP, from, text, ...(to ? { to } : {}) };
    expect((await requestJson("POST", `${cloud.simulatorUrl}/sim/messages`, { body })).status).toBe(200);
  }
  /** What a person was sent, once it is so much. */
  function hears(wxid: string, count: number): Promise<string[]> {
    return eventually(`${count} messages to ${wxid}`, 30_000, async () => {
      const path = `${cloud.simulatorUrl}/sim/calls?appId=${APP}&path=/message/postText&limit=1000`;
      const { calls } = callsSchema.parse((await requestJson("GET", path)).json());
      const texts = calls.filter(({ body }) => body.toWxid === wxid).map(({ body }) => body.content);
      return texts.length >= count ? texts : undefined;
    });
  }
  const conversation = (wxid: string) => `/api/accounts/${APP}/conversations/${wxid}`;
  const shows = (wxid: string, isRight: (found: z.output<typeof conversationSchema>) => boolean) =>
    eventually(`the conversation with ${wxid}`, 15_000, async () => {
      const found = conversationSchema.parse((await cloud.api(`GET ${conversation(wxid)}`)).json());
      return isRight(found) ? found : undefined;
    });

  it("the form that the docs explain is the demo fleet's, in both languages", () => {
    for (const page of ["conversations.md", "conversations.zh-CN.md"]) {
      expect(documented(page)).toEqual({ rules: DEMO_FORM });
    }
  });

  it("go through the form of the docs, and are over after it", async () => {
    for (const text of ["报名", "小明", "不告诉你", "手机 13812345678", "对", "你好"]) await says("wxid_form", text);
    expect(await hears("wxid_form", 6)).toEqual([
      "请问怎么称呼您？",
      "小明您好，请留下手机号。",
      "没看懂，请再发一次；回复“取消”可退出报名。",
      "小明，13812345678，对吗？请回复“是”或“否”。",
      "报名成功：小明，13812345678。",
      "在的",
    ]);
    const view = await cloud.api(`GET ${conversation("wxid_form")}`);
    expect(view.json()).toEqual({ conversationId: "wxid_form", sessions: [] });
  });

  it("are left to a person who writes from the phone, until an operator releases them", async () => {
    await says("wxid_alpha", "您好，我是店长", "wxid_served");
    await shows("wxid_served", ({ mute }) => mute?.by === "phone");
    await says("wxid_served", "你好，第一次");
    await eventually(
      "it was held back",
      15_000,
      async () => (await requestJson("GET", `${cloud.url}/local/metrics`)).text.includes("InboundMuted") || undefined,
    );
    expect((await cloud.api(`POST ${conversation("wxid_served")}/release`)).status).toBe(200);
    await says("wxid_served", "你好，第二次");
    expect(await hears("wxid_served", 1)).toEqual(["在的"]);
  });

  it("are handed over: the customer and the operators are told, and the rules are back when time is up", async () => {
    await says("wxid_asking", "转人工");
    await shows("wxid_asking", ({ mute }) => mute?.by === "rule");
    expect(await hears("wxid_asking", 1)).toEqual(["正在转接"]);
    await eventually("the alert", 30_000, async () => {
      const { alerts } = toldSchema.parse((await cloud.api("GET /api/alerts?limit=100")).json());
      return alerts.find(({ type, subject }) => type === "handover-requested" && subject === "wxid_asking");
    });
    await eventually("it is among those that wait", 10_000, async () => {
      const { text } = await cloud.api("GET /api/conversations?muted=true");
      return text.includes('"wxid_asking"') || undefined;
    });
    cloud.clock.advance(3600);
    expect((await cloud.api("GET /api/conversations?muted=true")).json()).toEqual({ conversations: [] });
    await says("wxid_asking", "你好");
    expect(await hears("wxid_asking", 2)).toEqual(["正在转接", "在的"]);
  });
});
