import { beforeEach, describe, expect, it } from "vitest";
import { createHandler } from "../../../functions/official-callback/handler.ts";
import { acknowledgementOf } from "../../../shared/adapters/weixin/callback/acknowledgement.ts";
import { decrypt } from "../../../shared/adapters/weixin/callback/decrypt.ts";
import { fieldsOf, textIn } from "../../../shared/adapters/weixin/callback/fields.ts";
import { normalizeOfficial } from "../../../shared/adapters/weixin/callback/message.ts";
import { createOpenCallback } from "../../../shared/adapters/weixin/callback/open.ts";
import { formerKeysIn } from "../../../shared/adapters/weixin/former-credentials.ts";
import { answerBody } from "../../../shared/adapters/weixin/reply/answer-body.ts";
import { createMemoryBodyStore } from "../../../shared/inbound/adapters/memory-body-store.ts";
import { createMemorySpool } from "../../../shared/inbound/adapters/memory-spool.ts";
import { createReceiveCallback } from "../../../shared/inbound/application/receive-callback.ts";
import { groupOf } from "../../../shared/inbound/domain/envelope.ts";
import type { PassiveReply } from "../../../shared/passive/domain/reply.ts";
import { createMemoryLeases } from "../../../shared/platform/memory/leases.ts";
import { anOfficialCallback, OFFICIAL, OPENID, officialAccounts } from "../../support/an-official-callback.ts";
import { NOON } from "../../support/builders.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { aLambdaContext, anHttpEvent } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";
import { countingIds, recordingEvents, recordingInboundQueue } from "../../support/recording-ports.ts";

let observed: ReturnType<typeof recordingObservability>;
let queue: ReturnType<typeof recordingInboundQueue>;
let secret: ReturnType<typeof officialAccounts>;
let brokenSpool: boolean;
/** What the callback has to say, and what was asked for it. */
let said: PassiveReply | undefined;
let asked: { arrivedAt: number; mode: string | undefined }[];

beforeEach(() => {
  observed = recordingObservability();
  queue = recordingInboundQueue();
  secret = officialAccounts();
  brokenSpool = false;
  said = undefined;
  asked = [];
});

type Request = { query: Readonly<Record<string, string>>; body?: string };

async function call(method: "GET" | "POST", { query, body }: Request, appId: string = OFFICIAL.appId) {
  const clock = fakeClock(NOON);
  const callbacks = createOpenCallback({
    ...observed,
    keysOf: formerKeysIn(async () => secret),
    leases: createMemoryLeases(),
    clock,
  });
  const spool = createMemorySpool();
  const handler = createHandler({
    ...observed,
    echo: callbacks.echo,
    async open(id, given, text) {
      const { fields, lanes, passive } = await callbacks.message(id, given, text);
      const message = normalizeOfficial(id, fields, clock.now());
      return { message, lanes, acknowledgement: acknowledgementOf(fields), ...(passive ? { passive } : {}) };
    },
    async answer({ message, passive }, arrivedAt) {
      asked.push({ arrivedAt, mode: passive?.mode });
      const head = { to: message.conversationId, from: message.wxid, createdAt: clock.now() };
      return said === undefined ? undefined : answerBody({ id: "cmd_1", reply: said, head }, passive?.key);
    },
    receive: createReceiveCallback({
      ...observed,
      queue,
      spool: { ...spool, put: (...parts) => (brokenSpool ? Promise.reject(new Error("down")) : spool.put(...parts)) },
      bodies: createMemoryBodyStore(),
      events: recordingEvents(),
      clock,
      newId: countingIds("env"),
    }),
  });
  const route = "/callbacks/official-account/{appId}";
  const event = anHttpEvent(method, route, { params: { appId }, ...(body === undefined ? {} : { body }) });
  const answer = await handler({ ...event, queryStringParameters: query }, aLambdaContext());
  return { status: answer.statusCode, body: String(answer.body), type: answer.headers?.["content-type"] };
}

const rejected = (reason: string) => observed.counts.get(`CallbackRejected{"reason":"${reason}"}`);

describe("the callback of Official Accounts", () => {
  it.each(["xpay_goods_deliver_notify", "XPAY_coin_pay_notify", "minigame_game_pay_goods_deliver_notify"])(
    "answers %s in JSON, in every mode and format",
    async (Event) => {
      for (const mode of ["safe", "compatible", "plain"] as const) {
        secret = officialAccounts(mode);
        for (const format of ["xml", "json"] as const) {
          const answer = await call("POST", anOfficialCallback({ Event }, { mode, format }));
          expect(answer).toMatchObject({ status: 200, type: expect.stringContaining("application/json") });
          expect(JSON.parse(answer.body)).toEqual({ ErrCode: 0, ErrMsg: "success" });
        }
      }
    },
  );

  it.each(["subscribe", "kf_create_session", "user_enter_tempsession"])("answers %s with success", async (Event) => {
    expect(await call("POST", anOfficialCallback({ Event }))).toMatchObject({ status: 200, body: "success" });
  });

  it.each(["safe", "compatible"] as const)(
    "answers the person in the account's name, encrypted in %s mode",
    async (mode) => {
      secret = officialAccounts(mode, undefined, "both");
      said = { type: "text", text: "在的" };
      const answer = await call("POST", anOfficialCallback({}, { mode }));
      expect(answer).toMatchObject({ status: 200, type: "text/xml; charset=utf-8" });
      const inside = decrypt(textIn(fieldsOf(answer.body), "Encrypt"), OFFICIAL.encodingAesKey, OFFICIAL.appId);
      expect(fieldsOf(inside)).toMatchObject({
        ToUserName: OPENID,
        FromUserName: OFFICIAL.originalId,
        Content: "在的",
      });
      expect(await call("POST", anOfficialCallback({}, { mode }))).toEqual(answer);
      expect(asked).toEqual([
        { arrivedAt: 0, mode: "both" },
        { arrivedAt: 0, mode: "both" },
      ]);
      expect(observed.counts.get("CallbackAccepted")).toBe(2);
    },
  );

  it("answers in the clear where messages come in the clear", async () => {
    secret = officialAccounts("plain", undefined, "passive");
    said = { type: "text", text: "在的" };
    const { body } = await call("POST", anOfficialCallback({}, { mode: "plain" }));
    expect(fieldsOf(body)).toMatchObject({ MsgType: "text", Content: "在的" });
  });

  it("answers success where it has nothing to say, and to what wants JSON nothing but that", async () => {
    secret = officialAccounts("safe", undefined, "both");
    expect(await call("POST", anOfficialCallback())).toMatchObject({ status: 200, body: "success" });
    said = { type: "text", text: "在的" };
    const { body } = await call("POST", anOfficialCallback({ Event: "xpay_goods_deliver_notify" }));
    expect(JSON.parse(body)).toEqual({ ErrCode: 0, ErrMsg: "success" });
    expect(queue.accepted()).toHaveLength(1);
  });

  it("asks for no answer where the account answers by customer-service messages", async () => {
    said = { type: "text", text: "在的" };
    expect(await call("POST", anOfficialCallback())).toMatchObject({ status: 200, body: "success" });
    expect(asked).toEqual([]);
    expect(queue.accepted()).toHaveLength(1);
  });

  it("answers success when the message is on the queue", async () => {
    expect(await call("POST", anOfficialCallback())).toEqual({
      status: 200,
      body: "success",
      type: "text/plain; charset=utf-8",
    });
    expect(queue.accepted()).toMatchObject([
      { appId: OFFICIAL.appId, message: { kind: "text", sender: OPENID, text: "你好" } },
    ]);
    expect(groupOf(queue.accepted()[0] ?? expect.fail())).toBe(OFFICIAL.appId);
    expect(observed.counts.get("CallbackAccepted")).toBe(1);
  });

  it("takes the three tries of one message for one, although each is encrypted and signed anew", async () => {
    for (let tries = 0; tries < 3; tries += 1) expect((await call("POST", anOfficialCallback())).status).toBe(200);
    expect(queue.accepted()).toHaveLength(1);
  });

  it("keeps the people of an account with lanes in order, each in one", async () => {
    secret = officialAccounts("safe", 4);
    for (let person = 0; person < 40; person += 1) {
      for (const MsgId of [person * 2, person * 2 + 1]) {
        await call("POST", anOfficialCallback({ FromUserName: `openid-${person}`, MsgId }));
      }
    }
    const groups = new Map<string, Set<string>>();
    for (const envelope of queue.accepted()) {
      const { conversationId } = "message" in envelope ? envelope.message : expect.fail();
      groups.set(conversationId, (groups.get(conversationId) ?? new Set()).add(groupOf(envelope)));
    }
    expect([...groups.values()].every((lanes) => lanes.size === 1)).toBe(true);
    const used = new Set([...groups.values()].flatMap((lanes) => [...lanes]));
    expect([...used].sort()).toEqual([0, 1, 2, 3].map((lane) => `${OFFICIAL.appId}.${lane}`));
  });

  it("echoes what the check of the URL asks for, as text and nothing else", async () => {
    const { query } = anOfficialCallback({}, { mode: "plain" });
    const answer = await call("GET", { query: { ...query, echostr: "6131847384723" } });
    expect(answer).toEqual({ status: 200, body: "6131847384723", type: "text/plain; charset=utf-8" });
  });

  it.each([
    ["of an account without a secret", 404, "unknown-account", () => anOfficialCallback(), "wx_other"],
    [
      "that is signed by somebody else",
      403,
      "signature",
      () => withQuery({ msg_signature: "0".repeat(40) }),
      undefined,
    ],
    ["that is old", 403, "timestamp", () => anOfficialCallback({}, { now: NOON - 3_600_000 }), undefined],
    ["in plain text", 403, "not-encrypted", () => anOfficialCallback({}, { mode: "plain" }), undefined],
    ["for another account", 403, "other-account", () => anOfficialCallback({}, { appId: "wx_other" }), undefined],
    ["that is no XML", 400, "malformed", () => ({ ...anOfficialCallback(), body: "hello" }), undefined],
    ["that is too large", 413, "too-large", () => ({ ...anOfficialCallback(), body: "x".repeat(262_145) }), undefined],
  ])("refuses a message %s with %d, and passes nothing on", async (_what, status, reason, request, appId) => {
    const answer = await call("POST", request(), appId);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ status, detail: expect.any(String) });
    expect(queue.accepted()).toEqual([]);
    expect(rejected(reason)).toBe(1);
    expect(observed.counts.has("CallbackNotTaken")).toBe(false);
  });

  it("answers 503 where neither the queue nor the spool takes the message, so that WeChat repeats it", async () => {
    queue.down.now = true;
    brokenSpool = true;
    expect((await call("POST", anOfficialCallback())).status).toBe(503);
    expect(rejected("unavailable")).toBe(1);
    expect(observed.counts.get("CallbackNotTaken")).toBe(1);
  });

  it("counts what is no error of ours as internal, and says nothing of it", async () => {
    secret = Object.defineProperty({ ...secret }, "accounts", {
      get() {
        throw new Error("the token is localtoken");
      },
    });
    const answer = await call("POST", anOfficialCallback());
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain("localtoken");
    expect(rejected("internal")).toBe(1);
  });

  it("writes neither the words nor the secrets into the log", async () => {
    await call("POST", anOfficialCallback({ Content: "我的密码" }));
    await call("POST", anOfficialCallback({ Content: "我的密码" }, { mode: "plain" }));
    expect(JSON.stringify(observed.lines)).not.toMatch(/我的密码|localtoken/);
  });
});

function withQuery(change: Record<string, string>): Request {
  const { query, body } = anOfficialCallback();
  return { query: { ...query, ...change }, body };
}
