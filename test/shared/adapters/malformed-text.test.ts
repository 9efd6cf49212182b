import { describe, expect, it } from "vitest";
import * as z from "zod";
import { postToRobot } from "../../../shared/adapters/alerts/robot.ts";
import { readCompletion } from "../../../shared/adapters/llm/read-completion.ts";
import { readGatewayAnswer } from "../../../shared/adapters/wechat-api/client/answer.ts";
import { normalizeCallback } from "../../../shared/adapters/wechat-api/normalize/callback.ts";
import { parseCallbackBody } from "../../../shared/adapters/wechat-api/normalize/callback-body.ts";
import { createMessageSource } from "../../../shared/adapters/wechat-api/poll/messages.ts";
import { createCallWeixin } from "../../../shared/adapters/weixin/call-weixin.ts";
import { fieldsOf } from "../../../shared/adapters/weixin/callback/fields.ts";
import { normalizeOfficial } from "../../../shared/adapters/weixin/callback/message.ts";
import { undelivered } from "../../../shared/dead-letters/domain/failure-report.ts";
import { namedInBody } from "../../../shared/dead-letters/domain/named-in-body.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { readRecord } from "../../../shared/lambda/queue-record.ts";
import { webhookAnswer } from "../../../shared/routing/domain/webhook-answer.ts";
import { aDelivery } from "../../support/a-delivery.ts";
import { officialAccounts } from "../../support/an-official-callback.ts";
import { NOON } from "../../support/builders.ts";
import { ACCOUNT, aCallback, toJson } from "../../support/callbacks/a-callback.ts";
import { aFifoEvent } from "../../support/lambda-events.ts";
import { MALFORMED, malformedTextsIn } from "../../support/malformed-text.ts";

const answered = (body: unknown) => ({ type: "answer" as const, status: 200, text: JSON.stringify(body) });
const callback = { ...aCallback.text({ author: MALFORMED, msgSource: MALFORMED, room: "1@chatroom" }) };
const said = { ...callback, Data: { ...callback.Data, Content: { string: MALFORMED }, [MALFORMED]: MALFORMED } };
const xml = `<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>1</CreateTime>
<MsgType>text</MsgType><Content>x&#xD800;y&#0;z${MALFORMED}</Content><MsgId>1</MsgId></xml>`;

const FAILED_RUN = {
  requestContext: { functionArn: "arn:aws:lambda:eu-west-1:1:function:f", condition: "RetriesExhausted" },
  responsePayload: { errorMessage: MALFORMED },
};

/** What an error says to others: its message and details. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AppError) return { message: error.message, details: error.details };
    throw error;
  }
}

function received(json: string): unknown {
  const body = parseCallbackBody(json);
  return body.type === "message" ? normalizeCallback(body.callback, NOON) : body;
}

/** Each entrance of text beside the API, and what it lets in. */
const ENTRANCES: readonly [string, () => unknown][] = [
  ["a gateway's callback", () => received(toJson(said))],
  ["a gateway's callback of unknown kind", () => received(toJson({ ...said, TypeName: MALFORMED, Data: said }))],
  ["a polled message", () => polled([said])],
  ["a polled message as JSON text", () => polled([toJson(said)])],
  ["a polled message that cannot be read", () => polled([{ [MALFORMED]: MALFORMED }])],
  ["WeChat's callback in XML", () => normalizeOfficial("wx1", fieldsOf(xml), NOON)],
  [
    "WeChat's callback in JSON",
    () => fieldsOf(JSON.stringify({ MsgType: MALFORMED, [MALFORMED]: { List: [MALFORMED] } })),
  ],
  ["a gateway's refusal", () => readGatewayAnswer(answered({ ret: 500, msg: MALFORMED, data: { msg: MALFORMED } }))],
  ["a gateway's data", () => readGatewayAnswer(answered({ ret: 200, msg: "", data: { [MALFORMED]: [MALFORMED] } }))],
  ["WeChat's refusal", () => weixin({ errcode: 45047, errmsg: `${MALFORMED}${"中".repeat(187)}😀😀` })],
  ["WeChat's answer", () => weixin({ errcode: 0, media_id: MALFORMED })],
  ["the model's answer", () => readCompletion(JSON.stringify({ choices: [{ message: { content: MALFORMED } }] }))],
  [
    "a webhook's answer",
    () => webhookAnswer(JSON.stringify({ actions: [{ type: "reply", text: MALFORMED }] }), aDelivery().routed),
  ],
  ["a robot's refusal", () => robot({ code: 1, message: `${MALFORMED}${"中".repeat(194)}😀😀` })],
  ["a dead letter's names", () => namedInBody(JSON.stringify({ appId: MALFORMED, id: MALFORMED }))],
  ["a function's failure", () => undelivered(JSON.stringify(FAILED_RUN), {})],
  ["an event of the bus", () => busEvent({ a: MALFORMED, [MALFORMED]: 1 })],
];

function polled(data: unknown): Promise<unknown> {
  const source = createMessageSource({
    credentials: async () => ({ baseUrl: "https://gateway.example.com/api", token: "t", paths: {} }),
    postJson: async () => ({ type: "answer", status: 200, text: toJson({ ret: 200, msg: "", data: { list: data } }) }),
    timeoutMs: 1000,
    now: () => NOON,
    maxEntry: 10_000,
  });
  return source.poll(ACCOUNT.appId, undefined);
}

function busEvent(body: unknown): unknown {
  return aFifoEvent([["g", body]]).Records.map((record) => readRecord(record, { schema: z.unknown(), version: 1 }));
}

function weixin(body: unknown): Promise<unknown> {
  const call = createCallWeixin({ credentials: async () => officialAccounts(), request: async () => answered(body) });
  return thrownBy(() => call({ method: "POST", path: "/x", appId: "wx1", body: {}, timeoutMs: 1000 }));
}

function robot(body: unknown): Promise<unknown> {
  const schema = z.object({ code: z.number(), message: z.string() });
  const deps = { post: async () => answered(body), now: () => NOON, timeoutMs: 1000 };
  return thrownBy(() => postToRobot(deps, new URL("https://robot.example.com"), {}, { schema, throttled: new Set() }));
}

describe("lone surrogates and NUL", () => {
  it.each(ENTRANCES)("come in through %s as U+FFFD", async (_entrance, read) => {
    const value = await read();
    expect(malformedTextsIn(value)).toEqual([]);
    expect(JSON.stringify(value)).toMatch(/x\ufffd?y\ufffd?z/);
  });
});
