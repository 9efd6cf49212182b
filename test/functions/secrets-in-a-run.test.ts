import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { createHandler } from "../../functions/official-callback/handler.ts";
import { officialRequest } from "../../local/sim/weixin/wire.ts";
import { createCallWeixin } from "../../shared/adapters/weixin/call-weixin.ts";
import { acknowledgementOf } from "../../shared/adapters/weixin/callback/acknowledgement.ts";
import { normalizeOfficial } from "../../shared/adapters/weixin/callback/message.ts";
import { createOpenCallback } from "../../shared/adapters/weixin/callback/open.ts";
import { createOfficialGateway } from "../../shared/adapters/weixin/send/gateway.ts";
import { createTokenSource } from "../../shared/adapters/weixin/stable-token.ts";
import { createTrySecret } from "../../shared/adapters/weixin/try-secret.ts";
import type { PostResult } from "../../shared/kernel/application/ports/http-post.ts";
import type { SendRequest } from "../../shared/kernel/application/ports/http-request.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import {
  createDynamoAppCredentials,
  createDynamoCallbackKeys,
} from "../../shared/official/adapters/dynamo-credentials.ts";
import { createMemoryTokenStore } from "../../shared/official/adapters/memory-token-store.ts";
import { createMemoryUploadedMedia } from "../../shared/official/adapters/memory-uploaded-media.ts";
import { createAppCredentials, createCallbackKeys } from "../../shared/official/application/credentials/readers.ts";
import { createKeptTokens } from "../../shared/official/application/kept-tokens.ts";
import { createSendRequest } from "../../shared/platform/http/send-request.ts";
import { createMemoryLeases } from "../../shared/platform/memory/leases.ts";
import { createMemorySealer } from "../../shared/platform/memory/sealer.ts";
import { aCommand, anAccount, NOON } from "../support/builders.ts";
import { type DynamoBackend, startDynamoBackend } from "../support/dynamo-tables.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { aLambdaContext, anHttpEvent } from "../support/lambda-events.ts";
import { operatorApi } from "./api/operator-api.ts";

const APP = "wx_official";
const PATH = `/api/accounts/${APP}/credentials`;
const AES_KEYS = ["recognizableAesKey", "recognizableOtherAesKey"].map((key) => key.padEnd(43, "0"));
const [AES_KEY = "", OTHER_AES_KEY = ""] = AES_KEYS;
const WHOLE = { token: "recognizableToken", encodingAesKey: AES_KEY, mode: "safe", appSecret: "recognizable-secret" };
const CHANGED = { token: "recognizableToken2", encodingAesKey: OTHER_AES_KEY, appSecret: "recognizable-secret-2" };

let backend: DynamoBackend;
beforeAll(async () => {
  backend = await startDynamoBackend("dynalite", "sdk");
});
afterAll(() => backend.stop());

/** Everything that the functions write into the log, metrics among it. */
const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
  }
  return () => vi.restoreAllMocks();
});

const refused = (errcode: number): PostResult => ({
  type: "answer",
  status: 200,
  text: JSON.stringify({ errcode, errmsg: "no" }),
});
const ANSWERS: Readonly<Record<string, PostResult>> = {
  token: {
    type: "answer",
    status: 200,
    text: JSON.stringify({ access_token: "recognizable-access-token", expires_in: 7200 }),
  },
  sent: { type: "answer", status: 200, text: JSON.stringify({ errcode: 0, errmsg: "ok" }) },
  html: { type: "answer", status: 200, text: "<html>" },
  broken: { type: "answer", status: 502, text: "bad gateway" },
  late: { type: "error", kind: "timeout", message: "no answer in time" },
};

it("holds no secret in its log, metrics, audit trail, answers, stored rows and events", async () => {
  const clock = fakeClock();
  const { client, freshTables } = backend;
  const { config } = await freshTables();
  const sealer = createMemorySealer();
  const rows = {
    callbackKeyRows: createDynamoCallbackKeys({ client, table: config, sealer }),
    appCredentialRows: createDynamoAppCredentials({ client, table: config, sealer }),
  };
  const seen: unknown[] = [];

  /** WeChat; `next.now`: what it answers. */
  const next: { now: PostResult | undefined } = { now: undefined };
  const network = createSendRequest();
  const request: SendRequest = async (sent) =>
    next.now ??
    (sent.url.pathname.endsWith("stable_token") ? ANSWERS.token : ANSWERS.sent) ??
    expect.fail("there is no answer");
  const call = createCallWeixin({
    credentials: async () => ({ baseUrl: "http://127.0.0.1:1", accounts: {}, faults: {} }),
    request,
  });
  const unreachable = createCallWeixin({
    credentials: async () => ({ baseUrl: "http://127.0.0.1:1", accounts: {}, faults: {} }),
    request: network,
  });

  // The API: kept, changed, refused, not judged, of the wrong form, while the table is away.
  const api = operatorApi({
    accounts: [anAccount({ appId: APP, channel: "official" })],
    overrides: { ...rows, ...createObservability("api"), trySecret: createTrySecret({ call, now: clock.now }) },
  });
  const ask = async (method: string, body?: unknown) => {
    const answer = await api.call(method, PATH, { as: "admin", ...(body === undefined ? {} : { body }) });
    seen.push(answer);
    return answer.status;
  };
  expect(await ask("PUT", WHOLE)).toBe(200);
  expect(await ask("PUT", CHANGED)).toBe(200);
  for (const errcode of [40001, 40013, 40125]) {
    next.now = refused(errcode);
    expect(await ask("PUT", WHOLE)).toBe(422);
  }
  for (const answer of [refused(40164), refused(-1), ANSWERS.html, ANSWERS.broken, ANSWERS.late]) {
    next.now = answer;
    expect(await ask("PUT", CHANGED)).toBe(200);
  }
  const wrong = [
    { token: "recognizable token" },
    { encodingAesKey: `${AES_KEY}=` },
    { appSecret: "recognizable secret" },
    { appSecret: [WHOLE.appSecret] },
    { mode: WHOLE.appSecret },
    { component: "wx_platform", appSecret: WHOLE.appSecret },
    { ...WHOLE, revision: WHOLE.token },
    `{"appSecret":"${WHOLE.appSecret}",,}`,
    `"${WHOLE.appSecret}"`,
    `${WHOLE.appSecret}`,
  ];
  for (const body of wrong) expect(await ask("PUT", body)).toBe(400);
  expect(await ask("GET")).toBe(200);
  const trySecret = createTrySecret({ call: unreachable, now: clock.now });
  seen.push(await trySecret(APP, WHOLE.appSecret));
  const failing = operatorApi({
    accounts: [anAccount({ appId: APP, channel: "official" })],
    overrides: {
      ...rows,
      ...createObservability("api"),
      callbackKeyRows: { ...rows.callbackKeyRows, put: () => Promise.reject(new Error("the table is away")) },
    },
  });
  seen.push(await failing.call("PUT", PATH, { as: "admin", body: { token: "recognizableToken3" } }));
  seen.push((await api.call("GET", "/api/audit", { as: "admin" })).body, api.events, api.sent);

  // Callbacks: taken by the new and the old key, forged, garbled, while the keys cannot be opened.
  const observed = createObservability("official-callback");
  const keysOf = createCallbackKeys({ ...observed, rows: rows.callbackKeyRows, former: async () => undefined, clock });
  const callbacks = (of = keysOf) =>
    createOpenCallback({ ...observed, keysOf: of, leases: createMemoryLeases(), clock });
  const post = async (keys: { token: string; encodingAesKey: string; appId: string }, of = keysOf, garble = "") => {
    const { echo, message } = callbacks(of);
    const handler = createHandler({
      ...observed,
      echo,
      async open(appId, query, text) {
        const { fields, lanes } = await message(appId, query, text);
        const inbound = normalizeOfficial(appId, fields, clock.now());
        seen.push(inbound);
        return { message: inbound, lanes, acknowledgement: acknowledgementOf(fields) };
      },
      receive: async () => expect.anything(),
      answer: async () => undefined,
    });
    const fields = {
      ToUserName: "gh_1",
      FromUserName: "openid",
      CreateTime: NOON / 1000,
      MsgType: "text",
      Content: "hi",
    };
    const { query, body } = officialRequest(keys, fields, { mode: "safe", format: "xml", now: clock.now() });
    const event = anHttpEvent("POST", "/callbacks/official-account/{appId}", {
      params: { appId: APP },
      body: body + garble,
    });
    const answer = await handler({ ...event, queryStringParameters: query }, aLambdaContext());
    seen.push(answer);
    return answer.statusCode;
  };
  const newest = { token: CHANGED.token, encodingAesKey: OTHER_AES_KEY, appId: APP };
  expect(await post(newest)).toBe(200);
  expect(await post({ token: WHOLE.token, encodingAesKey: AES_KEY, appId: APP })).toBe(200);
  expect(await post({ ...newest, token: "forged" })).toBe(403);
  expect(await post({ ...newest, encodingAesKey: AES_KEY })).toBe(403);
  expect(await post({ ...newest, appId: "wx_other" })).toBe(403);
  expect(await post(newest, keysOf, "<")).toBe(400);
  const away = () => Promise.reject(new AppError("unavailable", "KMS is away", { retryable: true }));
  const closed = createCallbackKeys({ ...observed, rows: { get: away }, former: async () => undefined, clock });
  expect(await post(newest, closed)).toBe(503);

  // Sending: well, with a token that is refused, with a secret that is refused, without an answer.
  const sending = createObservability("sender");
  const credentials = createAppCredentials({
    ...sending,
    rows: rows.appCredentialRows,
    former: async () => undefined,
    clock,
  });
  for (const [by, answer] of [
    [call, undefined],
    ...[refused(40001), refused(40125), refused(40164), ANSWERS.html, ANSWERS.broken, ANSWERS.late].map(
      (one) => [call, one] as const,
    ),
    [unreachable, undefined],
  ] as const) {
    next.now = answer;
    const source = createTokenSource({ call: by, credentials, now: clock.now });
    const tokens = createKeptTokens("access", { ...sending, store: createMemoryTokenStore(), source, clock });
    const gateway = createOfficialGateway({
      of: "official",
      call: by,
      tokens,
      uploaded: createMemoryUploadedMedia(),
      fetchMedia: async () => expect.fail("nothing is fetched"),
      now: clock.now,
      timeoutMs: 10_000,
    });
    const outcome = await gateway.send(aCommand({ appId: APP, to: "openid", content: { type: "text", text: "hi" } }));
    seen.push(outcome);
    sending.log.info("a command was sent", { outcome });
  }
  for (const { flush } of [observed, sending]) flush();

  const { Items } = await client.send(new ScanCommand({ TableName: config }));
  expect(Items).toHaveLength(2);
  vi.restoreAllMocks();
  const log = written.join("");
  expect(log).toContain("KMS is away");
  expect(log).toContain("an AppSecret is kept that WeChat did not confirm");
  expect(log).toContain("AppSecretTried");
  for (const part of [log, JSON.stringify(seen), JSON.stringify(Items)]) {
    const at = part.search(/recognizable/i);
    expect(at < 0 ? "" : part.slice(Math.max(0, at - 300), at + 100)).toBe("");
  }
}, 60_000);
