import { describe, expect, it } from "vitest";
import { createLlm } from "../../../../shared/adapters/llm/completions.ts";
import { type AiCredentials, aiCredentialsSchema } from "../../../../shared/adapters/llm/credentials.ts";
import { createModerations } from "../../../../shared/adapters/llm/moderations.ts";
import type { PostResult } from "../../../../shared/kernel/application/ports/http-post.ts";
import { fakeClock } from "../../../support/fake-clock.ts";

const SECRET = { baseUrl: "https://ai.example.com/v1/", apiKey: "sk-1", model: "m-1" };
const status = (code: number, text = ""): PostResult => ({ type: "answer", status: code, text });
const lost = (kind: Extract<PostResult, { type: "error" }>["kind"]): PostResult => ({
  type: "error",
  kind,
  message: kind,
});
const said = (message: object, more: object = {}) =>
  status(200, JSON.stringify({ id: "x", choices: [{ index: 0, message, finish_reason: "stop" }], ...more }));

const OK = said({ role: "assistant", content: "好的" }, { usage: { prompt_tokens: 9, completion_tokens: 2.5 } });

/** An endpoint that answers in turn, each call taking `takes` ms. */
function anEndpoint(answers: readonly PostResult[], secret: Partial<AiCredentials> = {}, takes = 0) {
  const clock = fakeClock();
  const calls: { url: string; headers: Readonly<Record<string, string>>; body: unknown; timeoutMs: number }[] = [];
  const forgotten: number[] = [];
  const deps = {
    credentials: async () => aiCredentialsSchema.parse({ ...SECRET, ...secret }),
    forgetCredentials: () => void forgotten.push(calls.length),
    post: async (url: URL, headers: Readonly<Record<string, string>>, body: string, timeoutMs: number) => {
      calls.push({ url: url.href, headers, body: JSON.parse(body), timeoutMs });
      clock.advance(takes);
      return answers[Math.min(calls.length, answers.length) - 1] ?? OK;
    },
    clock,
    timeoutMs: 4000,
  };
  const request = { messages: [{ role: "user" as const, content: "问" }], maxTokens: 50, timeoutMs: 30_000 };
  return { calls, forgotten, clock, deps, complete: () => createLlm(deps).complete(request), request };
}

describe("a completion", () => {
  it("is one POST with the secret's key, model and headers", async () => {
    const { complete, calls } = anEndpoint([OK], { headers: { "x-project": "p", authorization: "mine" } });
    expect(await complete()).toEqual({
      type: "reply",
      reply: { text: "好的", finishReason: "stop" },
      usage: { promptTokens: 9, completionTokens: 3 },
    });
    expect(calls).toEqual([
      {
        url: "https://ai.example.com/v1/chat/completions",
        headers: { "x-project": "p", authorization: "Bearer sk-1" },
        body: { model: "m-1", messages: [{ role: "user", content: "问" }], max_tokens: 50, stream: false },
        timeoutMs: 30_000,
      },
    ]);
  });

  it("takes the request's model and temperature, and the endpoint's name of the limit", async () => {
    const { deps, calls, request } = anEndpoint([OK], { maxTokensName: "max_completion_tokens" });
    await createLlm(deps).complete({ ...request, model: "own", temperature: 0 });
    expect(calls[0]?.body).toMatchObject({ model: "own", temperature: 0, max_completion_tokens: 50 });
    expect(calls[0]?.body).not.toHaveProperty("max_tokens");
  });

  it.each<[string, PostResult]>([
    ["429", status(429)],
    ["500", status(500)],
    ["503", status(503)],
    ["no connection", lost("not-connected")],
    ["no name", lost("dns")],
  ])("is asked for again after %s, with growing pauses, three times at most", async (_what, answer) => {
    const back = anEndpoint([answer, answer, OK]);
    expect(await back.complete()).toMatchObject({ type: "reply" });
    expect(back.clock.sleeps).toEqual([500, 1000]);
    const away = anEndpoint([answer]);
    expect(await away.complete()).toMatchObject({ reason: "unavailable", upstream: true, mayCost: false });
    expect(away.calls).toHaveLength(3);
  });

  it("is not asked for again when little time is left, and every try keeps within the time", async () => {
    const { complete, calls } = anEndpoint([status(503)], {}, 13_000);
    await complete();
    expect(calls.map(({ timeoutMs }) => timeoutMs)).toEqual([30_000, 16_500]);
  });

  it.each<[PostResult, object]>([
    [lost("timeout"), { reason: "timeout", upstream: true, mayCost: true }],
    [lost("connection-lost"), { reason: "unavailable", upstream: true, mayCost: true }],
    [status(400, '{"error":"sk-1 问"}'), { reason: "unavailable", upstream: false, mayCost: false }],
    [status(404), { reason: "unavailable", upstream: true }],
    [status(302), { reason: "unavailable", upstream: true }],
  ])("is asked for once where a second call would be of no use or cost twice: %j", async (answer, failure) => {
    const { complete, calls } = anEndpoint([answer]);
    const failed = await complete();
    expect(failed).toMatchObject({ type: "failed", ...failure });
    expect(JSON.stringify(failed)).not.toContain("sk-1");
    expect(calls).toHaveLength(1);
  });

  it.each([401, 403])("has the key read anew after %d", async (code) => {
    const { complete, forgotten } = anEndpoint([status(code)]);
    expect(await complete()).toMatchObject({ reason: "unavailable", upstream: true });
    expect(forgotten).toEqual([1]);
  });

  it("fails without a call while nobody has configured the endpoint", async () => {
    const { complete, calls } = anEndpoint([OK], { baseUrl: "", apiKey: "" });
    expect(await complete()).toMatchObject({ reason: "unavailable", message: expect.stringContaining("secret") });
    expect(calls).toEqual([]);
  });

  it.each([
    "",
    "<html>",
    "null",
    "[]",
    "{}",
    '{"choices":[]}',
    '{"choices":[{}]}',
    '{"choices":[{"message":{"content":5}}]}',
    `{"choices":[{"message":{"content":"${"长".repeat(200_000)}"}}]}`,
  ])("that is none is nonsense: %.40s", async (text) => {
    expect(await anEndpoint([status(200, text)]).complete()).toMatchObject({
      type: "failed",
      reason: "nonsense",
      mayCost: true,
    });
  });

  it.each<[object, string]>([
    [{ content: null, tool_calls: [{}] }, ""],
    [{}, ""],
    [{ content: [{ type: "text", text: "一" }, { type: "x" }, { type: "text", text: "二" }], refusal: null }, "一二"],
  ])("is read from %j", async (message, text) => {
    const completion = await anEndpoint([said(message, { usage: { prompt_tokens: "many" } })]).complete();
    expect(completion).toMatchObject({ type: "reply", reply: { text }, usage: undefined });
  });
});

describe("moderation by an endpoint", () => {
  const judge = (answers: readonly PostResult[], secret: Partial<AiCredentials> = {}) => {
    const endpoint = anEndpoint(answers, secret);
    return { ...endpoint, verdict: createModerations(endpoint.deps)("一段话") };
  };
  const flagged = status(200, '{"results":[{"flagged":true,"categories":{"hate":true,"violence":false}}]}');

  it("is not asked where the secret does not say so", async () => {
    const { verdict, calls } = judge([flagged]);
    expect(await verdict).toEqual({ verdict: "allow" });
    expect(calls).toEqual([]);
  });

  it("blocks what is flagged, and allows all else", async () => {
    const moderation = { model: "mod", baseUrl: "https://mod.example.com/v1" };
    const { verdict, calls } = judge([flagged], { moderation });
    expect(await verdict).toEqual({ verdict: "block", reason: "hate" });
    expect(calls[0]).toMatchObject({
      url: "https://mod.example.com/v1/moderations",
      body: { input: "一段话", model: "mod" },
      timeoutMs: 4000,
    });
    const fine = judge([status(200, '{"results":[{"flagged":false}]}')], { moderation: {} });
    expect(await fine.verdict).toEqual({ verdict: "allow" });
    expect(fine.calls[0]).toMatchObject({ url: "https://ai.example.com/v1/moderations", body: { input: "一段话" } });
  });

  it.each([status(500), status(401), status(200, "no"), status(200, '{"results":[]}'), lost("timeout")])(
    "throws where there is no verdict: %j",
    async (answer) => {
      await expect(judge([answer], { moderation: {} }).verdict).rejects.toMatchObject({ code: "unreachable" });
    },
  );
});

describe("the AI's secret", () => {
  const accepts = (change: object) => aiCredentialsSchema.safeParse({ ...SECRET, ...change }).success;

  it.each(["https://api.openai.com/v1", "http://127.0.0.1:11434/v1", "http://localhost/v1", "http://[::1]:8080/v1"])(
    "may point to %s",
    (baseUrl) => expect(accepts({ baseUrl })).toBe(true),
  );

  it.each([
    "http://ai.example.com/v1",
    "https://u:p@ai.example.com",
    "https://ai.example.com/v1?key=1",
    "file:///x",
    "",
  ])("may not point to '%s'", (baseUrl) => expect(accepts({ baseUrl })).toBe(false));

  it("takes headers that are headers", () => {
    expect(accepts({ headers: { "x-a": "b c" } })).toBe(true);
    expect(accepts({ headers: { "x a": "b" } })).toBe(false);
    expect(accepts({ headers: { "x-a": "b\r\nc: d" } })).toBe(false);
    expect(accepts({ apiKey: "a\nb" })).toBe(false);
  });
});
