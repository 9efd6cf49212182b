import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { DEFAULT_AI_SETTINGS } from "../../../shared/ai/domain/settings.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const APP = "wx_demo_alpha";
const COMPLETIONS = "/llm/v1/chat/completions";
const FALLBACK = DEFAULT_AI_SETTINGS.fallback;

const callsSchema = z.object({
  calls: z.array(z.object({ n: z.number(), body: z.looseObject({ toWxid: z.string(), content: z.string() }) })),
});
const hits = z.object({ faults: z.array(z.object({ hits: z.number() })) });
const askedSchema = z.object({ calls: z.array(z.object({ body: z.unknown() })), last: z.number() });

describe("AI replies in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    const limits = { perSecond: 1000, burst: 1000, dailyCap: 100_000 };
    await cloud.api("PUT /api/settings", { gateway: limits });
    const rules = [
      {
        id: "ask",
        name: "问答",
        match: { type: "regex", pattern: "^问：" },
        actions: [{ type: "ask-ai", prompt: "请简短" }],
      },
    ];
    expect(await cloud.api("PUT /api/rules", { rules })).toMatchObject({ status: 200 });
    expect(await cloud.api("POST /api/accounts", { appId: APP, name: "店员", limits })).toMatchObject({ status: 201 });
    const own = { systemPrompt: "你是面包店的店员", fallbackQuietMinutes: 10 };
    expect(await cloud.api(`PUT /api/accounts/${APP}/ai`, own)).toMatchObject({ status: 200 });
    // The functions' first start is not what is looked at here.
    await say("wxid_first", "问：在吗");
    await answerTo("wxid_first");
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });
  beforeEach(async () => {
    await requestJson("DELETE", `${cloud.simulatorUrl}/sim/faults`);
  });

  const say = (from: string, text: string, to?: string) =>
    requestJson("POST", `${cloud.simulatorUrl}/sim/messages`, {
      body: { appId: APP, from, text, ...(to === undefined ? {} : { to }) },
    });
  const fault = (body: object) =>
    requestJson("POST", `${cloud.simulatorUrl}/sim/faults`, { body: { match: { path: COMPLETIONS }, ...body } });

  async function textsTo(wxid: string): Promise<string[]> {
    const answer = await requestJson("GET", `${cloud.simulatorUrl}/sim/calls?path=/message/postText&appId=${APP}`);
    const { calls } = callsSchema.parse(answer.json());
    return calls.filter(({ body }) => body.toWxid === wxid).map(({ body }) => body.content);
  }

  const answerTo = (wxid: string, within = 30_000, count = 1) =>
    eventually(`an answer to ${wxid}`, within, async () => {
      const texts = await textsTo(wxid);
      return texts.length >= count ? texts : undefined;
    });

  async function asked(after = 0) {
    const answer = await requestJson("GET", `${cloud.simulatorUrl}/sim/calls?path=${COMPLETIONS}&after=${after}`);
    return askedSchema.parse(answer.json());
  }

  const isAsked = (after: number) =>
    eventually("the model is asked", 20_000, async () => ((await asked(after)).calls.length > 0 ? true : undefined));

  it("an answer arrives, made of the account's prompt and the conversation", async () => {
    const { last } = await asked();
    await say("wxid_ann", "你们好");
    await say("wxid_ann", "问：几点开门？");
    expect(await answerTo("wxid_ann")).toEqual(["【模拟回答】您问的是“问：几点开门？”，上文 0 条。"]);
    const [request] = (await asked(last)).calls;
    expect(request?.body).toMatchObject({
      model: "sim-model",
      messages: [
        { role: "system", content: expect.stringMatching(/^你是面包店的店员\n\n请简短\n\n/) },
        {
          role: "user",
          content: "<user_message>你们好</user_message>\n<user_message>问：几点开门？</user_message>",
        },
      ],
    });
    const view = await cloud.api(`GET /api/accounts/${APP}/ai`);
    expect(view.json()).toMatchObject({ own: { systemPrompt: "你是面包店的店员" } });
    expect(z.looseObject({ today: z.object({ tokens: z.number().positive() }) }).parse(view.json())).toBeDefined();
  });

  it.each([
    ["down", 3, { kind: "status", value: 503 }],
    ["answering nonsense", 1, { kind: "body", value: "<html>502 Bad Gateway</html>" }],
    [
      "calling tools",
      1,
      { kind: "body", value: '{"choices":[{"message":{"tool_calls":[]},"finish_reason":"tool_calls"}]}' },
    ],
  ])("while the AI is %s a user gets the fallback once, and its answers when it is back", async (what, calls, how) => {
    const wxid = `wxid_${what.replaceAll(" ", "_")}`;
    await fault(how);
    await say(wxid, "问：一");
    expect(await answerTo(wxid)).toEqual([FALLBACK]);
    await say(wxid, "问：二");
    await eventually("the model is asked for the second time, as often as it takes", 20_000, async () => {
      const { faults } = hits.parse((await requestJson("GET", `${cloud.simulatorUrl}/sim/faults`)).json());
      return faults[0]?.hits === calls * 2 ? true : undefined;
    });
    await requestJson("DELETE", `${cloud.simulatorUrl}/sim/faults`);
    await say(wxid, "问：三");
    const texts = await answerTo(wxid, 30_000, 2);
    expect(texts.filter((text) => text === FALLBACK)).toEqual([FALLBACK]);
    expect(texts.at(-1)).toContain("问：三");
  });

  it("a question that hangs is given up after 30 s, and other conversations are answered meanwhile", async () => {
    const { last } = await asked();
    await fault({ kind: "hang", times: 1 });
    await say("wxid_slow", "问：会卡住吗");
    await isAsked(last);
    for (const wxid of ["wxid_o1", "wxid_o2", "wxid_o3"]) await say(wxid, "问：我呢");
    for (const wxid of ["wxid_o1", "wxid_o2", "wxid_o3"]) expect(await answerTo(wxid, 15_000)).toHaveLength(1);
    expect(await textsTo("wxid_slow")).toEqual([]);
    expect(await answerTo("wxid_slow", 60_000)).toEqual([FALLBACK]);
  });

  it("a person who answers while the AI thinks has the word", async () => {
    const { last } = await asked();
    await fault({ kind: "latency", value: 25_000, times: 1 });
    await say("wxid_bob", "问：有人吗");
    await isAsked(last);
    const { accounts } = z
      .object({ accounts: z.array(z.object({ appId: z.string(), wxid: z.string() })) })
      .parse((await requestJson("GET", `${cloud.simulatorUrl}/sim/accounts`)).json());
    const own = accounts.find(({ appId }) => appId === APP)?.wxid ?? "";
    await say(own, "有人，我来答", "wxid_bob");
    await eventually("the person is heard", 15_000, async () =>
      (await cloud.api(`GET /api/accounts/${APP}/conversations/wxid_bob`)).text.includes('"mute"') ? true : undefined,
    );
    await requestJson("DELETE", `${cloud.simulatorUrl}/sim/faults`);
    await eventually("the answer is dropped", 20_000, async () => {
      const metrics = (await requestJson("GET", `${cloud.url}/local/metrics`)).text;
      return metrics.includes("AiSuppressed") ? true : undefined;
    });
    expect(await textsTo("wxid_bob")).toEqual([]);
  });
});
