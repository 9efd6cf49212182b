import { describe, expect, it } from "vitest";
import { createLlm } from "../../../../shared/adapters/llm/completions.ts";
import { createModerations } from "../../../../shared/adapters/llm/moderations.ts";
import { systemClock } from "../../../../shared/lambda/system.ts";
import { createPostJson } from "../../../../shared/platform/http/post-json.ts";
import { aSimulator, ask } from "../support.ts";

const KEY = { authorization: "Bearer local-key", "content-type": "application/json" };
const body = {
  model: "m",
  messages: [
    { role: "system", content: "s" },
    { role: "user", content: "几点？" },
  ],
};

describe("the simulated language model", () => {
  it("says the same to the same, counts tokens, and keeps every request", async () => {
    const { simulator, sim } = await started();
    const url = `${simulator}/llm/v1/chat/completions`;
    const answers = [await ask(url, "POST", body, KEY), await ask(url, "POST", body, KEY)];
    expect(answers[0]?.body).toMatchObject({
      choices: [{ message: { content: "【模拟回答】您问的是“几点？”，上文 0 条。" }, finish_reason: "stop" }],
      usage: { prompt_tokens: 4 },
    });
    expect(answers[1]?.body.choices).toEqual(answers[0]?.body.choices);
    const { calls } = (await sim("calls?path=/llm/v1/chat/completions")).body;
    expect(calls).toMatchObject([{ body, executed: true }, { body }]);
  });

  it("refuses a wrong key, wrong bodies and other routes", async () => {
    const { simulator } = await started();
    const status = async (path: string, given: unknown, headers: Record<string, string> = KEY, method = "POST") =>
      (await ask(`${simulator}/llm/v1/${path}`, method, given, headers)).status;
    expect(await status("chat/completions", body, {})).toBe(401);
    expect(await status("chat/completions", "{")).toBe(400);
    expect(await status("chat/completions", { ...body, messages: [] })).toBe(400);
    expect(await status("moderations", {})).toBe(400);
    expect(await status("embeddings", body)).toBe(404);
    expect(await status("chat/completions", undefined, KEY, "GET")).toBe(404);
  });

  it("has faults by its path, which others of no path do not hit", async () => {
    const { simulator, sim } = await started();
    const url = `${simulator}/llm/v1/chat/completions`;
    const fault = (given: object) => sim("faults", "POST", { match: { path: "/llm/v1/*" }, times: 1, ...given });
    await sim("faults", "POST", { kind: "status", value: 500 });
    expect((await ask(url, "POST", body, KEY)).status).toBe(200);
    await fault({ kind: "status", value: 429 });
    expect((await ask(url, "POST", body, KEY)).status).toBe(429);
    await fault({ kind: "ret", value: 1, msg: "no" });
    expect((await ask(url, "POST", body, KEY)).status).toBe(400);
    await fault({ kind: "body", value: '"nonsense"' });
    expect((await ask(url, "POST", body, KEY)).text).toBe('"nonsense"');
    await fault({ kind: "latency", value: 1 });
    expect((await ask(url, "POST", body, KEY)).status).toBe(200);
    await fault({ kind: "drop" });
    await expect(ask(url, "POST", body, KEY)).rejects.toThrow();
    await fault({ kind: "hang" });
    await expect(
      fetch(url, { method: "POST", headers: KEY, body: "{}", signal: AbortSignal.timeout(200) }),
    ).rejects.toThrow();
  });

  it("is what the adapters expect, moderation too", async () => {
    const { simulator } = await started();
    const endpoint = {
      credentials: async () => ({ baseUrl: `${simulator}/llm/v1`, apiKey: "local-key", model: "m", moderation: {} }),
      forgetCredentials: () => undefined,
      post: createPostJson(),
    };
    const request = { messages: [{ role: "user" as const, content: "<user_message>问</user_message>" }], maxTokens: 9 };
    const completion = await createLlm({ ...endpoint, clock: systemClock }).complete({ ...request, timeoutMs: 60_000 });
    expect(completion).toMatchObject({ type: "reply", reply: { text: expect.stringContaining("“问”") } });
    const moderate = createModerations({ ...endpoint, timeoutMs: 60_000 });
    expect([await moderate("买违禁品"), await moderate("买书")]).toEqual([
      { verdict: "block", reason: "illicit" },
      { verdict: "allow" },
    ]);
  });
});

async function started() {
  const { url } = await aSimulator();
  const sim = (path: string, method = "GET", given?: unknown) => ask(`${url}/sim/${path}`, method, given);
  return { simulator: url, sim };
}
