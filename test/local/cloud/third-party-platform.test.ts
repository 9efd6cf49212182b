import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { PLATFORM, PLATFORM_CREDENTIALS } from "../../../local/sim/weixin/component/credentials.ts";
import { MINI_PROGRAM, OFFICIAL_ACCOUNT } from "../../../local/sim/weixin/credentials.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const { componentAppId } = PLATFORM;
const { appId, originalId, name } = OFFICIAL_ACCOUNT;
const OPENID = "oGTcHv1Zq8fKk3nQ2wX5yB7dL0mR";
const CUSTOM_SEND = "/cgi-bin/message/custom/send";

const RULES = [
  {
    id: "greeting",
    name: "问候",
    channel: "official",
    match: { type: "keyword", mode: "contains", keywords: ["你好"] },
    actions: [{ type: "reply", text: "您好，请问有什么可以帮您？" }],
  },
  {
    id: "present",
    name: "在吗",
    channel: "mini-program",
    match: { type: "keyword", mode: "contains", keywords: ["在吗"] },
    actions: [{ type: "reply", text: "我在" }],
  },
];

const accountSchema = z.looseObject({ state: z.string() });
const componentsSchema = z.object({ components: z.array(z.looseObject({ ticketAge: z.number().optional() })) });
const callsSchema = z.object({
  calls: z.array(z.looseObject({ path: z.string(), appId: z.string(), executed: z.boolean(), body: z.unknown() })),
});
const queuedSchema = z.object({ commands: z.tuple([z.object({ id: z.string() })]) });
const signedSchema = z.object({ timestamp: z.number(), nonceStr: z.string(), signature: z.string() });
const commandSchema = z.looseObject({ state: z.string() });

describe("a third-party platform in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    expect((await cloud.api("PUT /api/rules", { rules: RULES })).status).toBe(200);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  const sim = (method: string, path: string, body?: object) =>
    requestJson(method, `${cloud.simulatorUrl}/sim/${path}`, body && { body });
  const owner = (action: "authorize" | "withdraw") => sim("POST", "authorizations", { appId, action });
  const calls = async (path: string) =>
    callsSchema.parse((await sim("GET", `calls?path=${encodeURIComponent(path)}`)).json()).calls;
  const account = (state: string, of: string = appId) =>
    eventually(`${of} ${state}`, 30_000, async () => {
      const answer = await cloud.api(`GET /api/accounts/${of}`);
      const found = answer.status === 200 ? accountSchema.parse(answer.json()) : undefined;
      return found?.state === state ? found : undefined;
    });

  it("is stored without showing its secrets, and gets its tickets when WeChat is asked for them", async () => {
    const stored = await cloud.api(`PUT /api/components/${componentAppId}`, PLATFORM_CREDENTIALS);
    expect([stored.status, stored.json()]).toMatchObject([200, { componentAppId, name: PLATFORM.name }]);
    expect(stored.text).not.toContain(PLATFORM.appSecret);
    expect((await cloud.api(`POST /api/components/${componentAppId}/start-push-ticket`)).status).toBe(200);
    await eventually("a ticket", 20_000, async () => {
      const { components } = componentsSchema.parse((await cloud.api("GET /api/components")).json());
      return components[0]?.ticketAge === undefined ? undefined : true;
    });
  });

  it("registers an account by itself whose owner authorizes it", async () => {
    expect((await cloud.api(`GET /api/accounts/${appId}`)).status).toBe(404);
    expect((await owner("authorize")).json()).toMatchObject({ delivered: true });
    expect(await account("ONLINE")).toMatchObject({ channel: "official", wxid: originalId, name });
    const { text } = await cloud.api(`GET /api/components/${componentAppId}/authorizations`);
    expect(JSON.parse(text)).toMatchObject({ authorizations: [{ appId, state: "authorized" }] });
  });

  it("answers the messages of the account with the token that the platform gets for it", async () => {
    const said = await sim("POST", "messages", { appId, from: OPENID, text: "你好" });
    expect(said.json()).toMatchObject({ delivered: true, status: 200 });
    const sent = await eventually("the answer at WeChat", 30_000, async () => {
      const all = await calls(CUSTOM_SEND);
      return all.length > 0 ? all : undefined;
    });
    const content = "您好，请问有什么可以帮您？";
    expect(sent).toMatchObject([
      { appId, executed: true, body: { touser: OPENID, msgtype: "text", text: { content } } },
    ]);
    expect(await calls("/cgi-bin/component/api_authorizer_token")).toMatchObject([{ executed: true }]);
    expect(await calls("/cgi-bin/stable_token")).toEqual([]);
  });

  it("stops the account whose owner takes the authorization back, and says why a message is not sent", async () => {
    expect((await owner("withdraw")).json()).toMatchObject({ delivered: true });
    expect(await account("IDLE")).toMatchObject({ reason: { code: "authorization-withdrawn" } });
    const message = { requestId: "after-the-end", to: OPENID, content: { type: "text", text: "还在吗" } };
    const queued = await cloud.api(`POST /api/accounts/${appId}/messages`, message);
    expect(queued.status).toBe(202);
    const [{ id }] = queuedSchema.parse(queued.json()).commands;
    const command = await eventually(`the end of ${id}`, 30_000, async () => {
      const answer = commandSchema.parse((await cloud.api(`GET /api/commands/${id}`)).json());
      return ["reserved", "sending"].includes(answer.state) ? undefined : answer;
    });
    expect(command).toMatchObject({ state: "failed", reason: expect.stringContaining("授权") });
    expect((await calls(CUSTOM_SEND)).filter(({ executed }) => executed)).toHaveLength(1);
  });

  it("takes the account up again whose owner comes back", async () => {
    expect((await owner("authorize")).json()).toMatchObject({ delivered: true });
    await account("ONLINE");
    await sim("POST", "messages", { appId, from: OPENID, text: "你好，又见面了" });
    await eventually("the second answer", 30_000, async () =>
      (await calls(CUSTOM_SEND)).filter(({ executed }) => executed).length === 2 ? true : undefined,
    );
    await cloud.idle();
  });

  it("takes a mini program in by a link, from which its owner comes back once", async () => {
    const exchange = "/cgi-bin/component/api_query_auth";
    const before = await calls(exchange);
    const made = await cloud.api(`POST /api/components/${componentAppId}/authorization-links`, { auth_type: 2 });
    const { url } = z.object({ url: z.url() }).parse(made.json());
    const { pre_auth_code: preAuthCode, redirect_uri = "" } = Object.fromEntries(new URL(url).searchParams);
    const act = { appId: MINI_PROGRAM.appId, action: "authorize", preAuthCode };
    const { authorizationCode } = z
      .looseObject({ authorizationCode: z.string() })
      .parse((await sim("POST", "authorizations", act)).json());
    const back = `${redirect_uri}&${new URLSearchParams({ auth_code: authorizationCode, expires_in: "3600" })}`;
    expect((await fetch(back)).status).toBe(200);
    expect((await fetch(back)).status).toBe(410);
    expect(await account("ONLINE", MINI_PROGRAM.appId)).toMatchObject({ channel: "mini-program" });
    await cloud.idle();
    // The event and the page brought the same code.
    expect(await calls(exchange)).toMatchObject([...before, { executed: true }]);
    await sim("POST", "messages", { appId: MINI_PROGRAM.appId, from: "oMini-person-1", text: "在吗" });
    const sent = await eventually("the answer of the mini program", 30_000, async () => {
      const all = (await calls(CUSTOM_SEND)).filter((call) => call.appId === MINI_PROGRAM.appId && call.executed);
      return all.length > 0 ? all : undefined;
    });
    expect(sent).toMatchObject([{ body: { text: { content: "我在" } } }]);
  });

  it("has people log in within its mini program, and the account's pages signed", async () => {
    const code = await sim("POST", `mini-programs/${MINI_PROGRAM.appId}/login`, { openid: "oMini-person-1" });
    const login = await requestJson("POST", `${cloud.url}/mini/${MINI_PROGRAM.appId}/login`, { body: code.json() });
    expect([login.status, login.json()]).toMatchObject([200, { token: expect.any(String) }]);
    expect(await calls("/sns/component/jscode2session")).toMatchObject([{ executed: true }]);

    const url = "http://localhost:3000/order";
    const access = { redirects: [], origins: [], signedOrigins: ["http://localhost:3000"], delivery: "code" };
    expect((await cloud.api(`PUT /api/accounts/${appId}/web`, { ...access, revision: 0 })).status).toBe(200);
    const signed = await requestJson("GET", `${cloud.url}/jssdk/${appId}/signature?url=${encodeURIComponent(url)}`);
    const { timestamp, nonceStr, signature } = signedSchema.parse(signed.json());
    const page = await sim("POST", `js-sdk/${appId}/config`, { url, timestamp, nonceStr, signature });
    expect(page.json()).toEqual({ errMsg: "config:ok" });
  });

  it("has tickets pushed that stay away, renews tokens that end, and compares with WeChat's list", async () => {
    const pushes = "/cgi-bin/component/api_start_push_ticket";
    expect(await calls(pushes)).toHaveLength(1);
    cloud.clock.advance(7300);
    await eventually("the next push", 30_000, async () => ((await calls(pushes)).length > 1 ? true : undefined));
    expect((await cloud.api(`GET /api/accounts/${appId}/menu`)).status).toBe(200);
    expect((await cloud.api(`POST /api/components/${componentAppId}/reconcile`)).status).toBe(202);
    await eventually("the list", 30_000, async () =>
      (await calls("/cgi-bin/component/api_get_authorizer_list")).some(({ executed }) => executed) ? true : undefined,
    );
    const { text } = await cloud.api(`GET /api/components/${componentAppId}/authorizations`);
    const { authorizations } = JSON.parse(text);
    expect(authorizations).toHaveLength(2);
    expect(authorizations).toEqual([0, 1].map(() => expect.objectContaining({ state: "authorized", settled: true })));
  });
});
