import { beforeEach, describe, expect, it } from "vitest";
import { createHandler } from "../../../functions/callback/handler.ts";
import { normalizeCallback } from "../../../shared/adapters/wechat-api/normalize/callback.ts";
import { parseCallbackBody } from "../../../shared/adapters/wechat-api/normalize/callback-body.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import type { InboundMessage } from "../../../shared/messages/domain/inbound-message.ts";
import { callbackBody } from "../../support/fleet-driver.ts";
import { aLambdaContext, anHttpEvent } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

const KEYS = ["first-key-0123456789", "second-key-0123456789"];

let received: InboundMessage[];
let observed: ReturnType<typeof recordingObservability>;
let receive: (message: InboundMessage) => Promise<{ id: string }>;

beforeEach(() => {
  received = [];
  observed = recordingObservability();
  receive = async (message) => {
    received.push(message);
    return { id: "01ENVELOPE" };
  };
});

async function post(body: string, key = KEYS[0], extra: Record<string, unknown> = {}) {
  const handler = createHandler({
    ...observed,
    keys: async () => ({ keys: KEYS }),
    read: (text, receivedAt) => {
      const parsed = parseCallbackBody(text);
      return parsed.type === "probe"
        ? parsed
        : { type: "message", message: normalizeCallback(parsed.callback, receivedAt) };
    },
    receive: async (message) => ({
      ...(await receive(message)),
      appId: message.appId,
      dedupKey: "d",
      receivedAt: 1,
      message,
    }),
    now: () => 1_700_000_000_000,
  });
  const event = anHttpEvent("POST", "/callbacks/wechatapi/{callbackKey}", {
    body,
    params: { callbackKey: key },
    ...extra,
  });
  const answer = await handler(event, aLambdaContext());
  return { status: answer.statusCode, body: JSON.parse(String(answer.body)) };
}

describe("the callback of WechatApi", () => {
  it("accepts a message under either active key", async () => {
    for (const key of KEYS) expect((await post(callbackBody(1, 1), key)).status).toBe(200);
    expect(received).toHaveLength(2);
    expect(received[0]).toMatchObject({ kind: "text", appId: "wx_load_001", newMsgId: "7000000000001000001" });
    expect(observed.counts.get("CallbackAccepted")).toBe(2);
  });

  it("answers the vendor's probe with 200 and keeps nothing of it", async () => {
    const answer = await post('{"testMsg":"回调地址链接成功！","token":"a-secret-token"}');
    expect(answer).toEqual({ status: 200, body: { ok: true } });
    expect(received).toEqual([]);
    expect(JSON.stringify(observed.lines)).not.toContain("a-secret-token");
  });

  it.each([
    ["a wrong key", "not-the-key-at-all-0"],
    ["an empty key", ""],
    ["a prefix of the key", "first-key"],
  ])("refuses %s with 401", async (_what, key) => {
    const answer = await post(callbackBody(1, 1), key);
    expect(answer).toMatchObject({ status: 401, body: { code: "unauthorized" } });
    expect(received).toEqual([]);
    expect(observed.counts.get('CallbackRejected{"reason":"unauthorized"}')).toBe(1);
  });

  it.each([
    ["no JSON", "TypeName=AddMsg"],
    ["nothing", ""],
    ["an array", "[]"],
    ["a number", "17"],
    ["null", "null"],
    ["no Appid", '{"TypeName":"AddMsg","Data":{}}'],
    ["an Appid of the wrong type", '{"TypeName":"AddMsg","Appid":7,"Data":{}}'],
    ["nesting without end", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    [
      "nesting inside a valid envelope",
      `{"TypeName":"AddMsg","Appid":"wx_a","Data":${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}`,
    ],
    ["JSON that breaks off", callbackBody(1, 1).slice(0, -10)],
  ])("refuses %s with 400, says what is wrong, and passes nothing on", async (_what, body) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid-input" } });
    expect(String(answer.body.detail).length).toBeGreaterThan(10);
    expect(received).toEqual([]);
    expect(observed.counts.get('CallbackRejected{"reason":"invalid-input"}')).toBe(1);
    expect(observed.counts.has("CallbackNotTaken")).toBe(false);
  });

  it.each([
    ["no TypeName", '{"Appid":"wx_a","Data":{}}'],
    ["no Data", '{"TypeName":"AddMsg","Appid":"wx_a"}'],
    ["Data of the wrong type", '{"TypeName":"AddMsg","Appid":"wx_a","Data":"x"}'],
    [
      "a message without an id",
      '{"TypeName":"AddMsg","Appid":"wx_a","Data":{"MsgType":1,"FromUserName":"a","ToUserName":"b"}}',
    ],
  ])("keeps %s as unknown, answers 200, and counts it by its reason", async (_what, body) => {
    expect(await post(body)).toMatchObject({ status: 200, body: { ok: true } });
    expect(received).toMatchObject([{ kind: "unknown", reason: "unreadable", appId: "wx_a" }]);
    expect(observed.counts.get('CallbackUnknown{"reason":"unreadable"}')).toBe(1);
  });

  it("refuses a body over 1 MiB with 413", async () => {
    const answer = await post(`{"TypeName":"AddMsg","pad":"${"好".repeat(400_000)}"}`);
    expect(answer).toMatchObject({ status: 413, body: { code: "too-large" } });
    expect(received).toEqual([]);
  });

  it("reads a body that comes in base64", async () => {
    const body = Buffer.from(callbackBody(2, 3)).toString("base64");
    expect((await post(body, KEYS[0], { isBase64Encoded: true })).status).toBe(200);
    expect(received[0]).toMatchObject({ appId: "wx_load_002" });
  });

  it("answers 503 when the message is nowhere safe, so that the vendor repeats", async () => {
    receive = async () => {
      throw new AppError("unavailable", "neither the queue nor the spool accepted the message", { retryable: true });
    };
    expect(await post(callbackBody(1, 1))).toMatchObject({ status: 503, body: { code: "unavailable" } });
    expect(observed.counts.get('CallbackRejected{"reason":"unavailable"}')).toBe(1);
    expect(observed.counts.get("CallbackNotTaken")).toBe(1);
    expect(observed.lines).toMatchObject([{ level: "error", fields: { status: 503, code: "unavailable" } }]);
  });

  it("logs neither key nor contents when something breaks", async () => {
    receive = async () => {
      throw new Error("broken");
    };
    const answer = await post(callbackBody(1, 1));
    expect(answer).toMatchObject({ status: 500, body: { code: "internal" } });
    const lines = JSON.stringify(observed.lines);
    expect(lines).toContain("failed");
    expect(lines).not.toContain(KEYS[0]);
    expect(lines).not.toContain("负载");
  });
});
