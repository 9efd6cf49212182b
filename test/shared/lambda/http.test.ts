import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { httpHandler, readTextBody } from "../../../shared/lambda/http.ts";
import type { HttpResponse } from "../../../shared/lambda/problem.ts";
import { aLambdaContext, anHttpEvent } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

const event = anHttpEvent("POST", "/callbacks/wechatapi/{callbackKey}", { params: { callbackKey: "the-secret-key" } });

function setUp(handle: () => Promise<HttpResponse>) {
  const observability = recordingObservability();
  const handler = httpHandler(observability, handle);
  return { observability, call: (remainingMs?: number) => handler(event, aLambdaContext(remainingMs)) };
}

function failing(error: unknown) {
  return setUp(() => Promise.reject(error));
}

describe("the HTTP stack", () => {
  it("renders an object as JSON that nobody stores", async () => {
    const { call } = setUp(async () => ({ status: 201, body: { text: "你好" }, headers: { location: "/x" } }));
    expect(await call()).toEqual({
      statusCode: 201,
      headers: {
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-type": "application/json",
        location: "/x",
      },
      body: '{"text":"你好"}',
    });
  });

  it("renders a string as it is, under the content type that it was given", async () => {
    const { call } = setUp(async () => ({ status: 200, body: "<xml/>", headers: { "content-type": "text/xml" } }));
    expect(await call()).toMatchObject({ body: "<xml/>", headers: { "content-type": "text/xml" } });
  });

  it("renders a string without one as plain text", async () => {
    const { call } = setUp(async () => ({ status: 200, body: "success" }));
    expect(await call()).toMatchObject({ body: "success", headers: { "content-type": "text/plain; charset=utf-8" } });
  });

  it("renders no body as none", async () => {
    const result = await setUp(async () => ({ status: 204 })).call();
    expect(result).not.toHaveProperty("body");
    expect(result.headers).not.toHaveProperty("content-type");
  });

  it("sets each cookie by itself, beside a body and without one", async () => {
    const cookies = ["__Host-a=1; Path=/; Secure", "b=2"];
    expect(await setUp(async () => ({ status: 302, headers: { location: "/x" }, cookies })).call()).toMatchObject({
      statusCode: 302,
      cookies,
    });
    expect(await setUp(async () => ({ status: 200, body: "x", cookies })).call()).toMatchObject({ cookies });
    expect(await setUp(async () => ({ status: 200, cookies: [] })).call()).not.toHaveProperty("cookies");
  });

  it("counts no error and flushes the metrics once after a success", async () => {
    const { call, observability } = setUp(async () => ({ status: 200 }));
    await call();
    expect(observability.counts.size).toBe(0);
    expect(observability.flushes()).toBe(1);
  });

  it("makes a problem document of an error and counts it by class, without a log line where the caller is wrong", async () => {
    const { call, observability } = failing(new AppError("conflict", "somebody was faster"));
    const result = await call();
    expect(result.statusCode).toBe(409);
    expect(result.headers?.["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(result.body ?? "")).toMatchObject({
      detail: "somebody was faster",
      instance: "/requests/request-1",
    });
    expect(observability.counts).toEqual(new Map([['HttpError{"status":"4xx"}', 1]]));
    expect(observability.lines).toEqual([]);
    expect(observability.flushes()).toBe(1);
  });

  it("counts an error that was answered rather than thrown", async () => {
    const { call, observability } = setUp(async () => ({ status: 405 }));
    await call();
    expect(observability.counts).toEqual(new Map([['HttpError{"status":"4xx"}', 1]]));
  });

  it.each([
    ["x", 5_000_000, 200],
    ["x", 6_000_001, 413],
    ['"', 1_400_000, 200],
    ['"', 1_600_000, 413],
    ["长", 2_100_000, 413],
  ])("answers 413 instead of more than Lambda takes: %j times %d is %d", async (character, count, status) => {
    const { call } = setUp(async () => ({ status: 200, body: { text: character.repeat(count) } }));
    const result = await call();
    expect(result.statusCode).toBe(status);
    if (status === 413) expect(JSON.parse(result.body ?? "")).toMatchObject({ code: "too-large" });
  });

  it("logs what went wrong on our side by route and request, and tells the caller nothing of it", async () => {
    const { call, observability } = failing(new TypeError("secret is undefined"));
    const result = await call();
    expect(result.statusCode).toBe(500);
    expect(result.body).not.toContain("secret");
    expect(observability.counts).toEqual(new Map([['HttpError{"status":"5xx"}', 1]]));
    expect(observability.lines).toEqual([
      {
        level: "error",
        message: "a request failed",
        fields: {
          requestId: "request-1",
          route: "POST /callbacks/wechatapi/{callbackKey}",
          status: 500,
          code: "internal",
          error: "TypeError: secret is undefined",
        },
      },
    ]);
    expect(observability.flushes()).toBe(1);
  });

  it("never logs the path, which holds the callback's key", async () => {
    const { call, observability } = failing(new Error("broken"));
    await call();
    expect(JSON.stringify(observability.lines)).not.toContain("the-secret-key");
  });

  it("handles an error that is thrown before the first await", async () => {
    const { call } = setUp(() => {
      throw new AppError("not-found", "nothing here");
    });
    expect((await call()).statusCode).toBe(404);
  });

  it("answers 504 in time when the handler hangs", async () => {
    const { call, observability } = setUp(() => new Promise(() => undefined));
    const result = await call(201);
    expect(result.statusCode).toBe(504);
    expect(JSON.parse(result.body ?? "")).toMatchObject({ code: "outcome-unknown" });
    expect(observability.flushes()).toBe(1);
  });
});

describe("reading a body", () => {
  it("gives back any text, plain or in base64", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(readTextBody({ body: text, isBase64Encoded: false }, 1_000_000)).toBe(text);
        const body = Buffer.from(text).toString("base64");
        expect(readTextBody({ body, isBase64Encoded: true }, 1_000_000)).toBe(text);
      }),
    );
  });

  it("gives the empty string where there is no body", () => {
    expect(readTextBody({ isBase64Encoded: false }, 10)).toBe("");
  });

  it.each([false, true])("counts bytes, not characters (base64: %s)", (isBase64Encoded) => {
    const read = (text: string) =>
      readTextBody({ body: isBase64Encoded ? Buffer.from(text).toString("base64") : text, isBase64Encoded }, 6);
    expect(read("你好")).toBe("你好");
    expect(() => read("你好!")).toThrow(
      expect.objectContaining({ code: "too-large", message: "the body has 7 bytes; 6 are allowed" }),
    );
  });

  it("refuses bytes that are not UTF-8", () => {
    const body = Buffer.from([0x7b, 0xff, 0x7d]).toString("base64");
    expect(() => readTextBody({ body, isBase64Encoded: true }, 10)).toThrow(
      expect.objectContaining({ code: "invalid-input", message: "the body is not valid UTF-8" }),
    );
  });
});
