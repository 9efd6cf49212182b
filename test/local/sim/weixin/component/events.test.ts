import { expect, it } from "vitest";
import { PLATFORM, PLATFORM_KEYS } from "../../../../../local/sim/weixin/component/credentials.ts";
import { MINI_PROGRAM, OFFICIAL_ACCOUNT } from "../../../../../local/sim/weixin/credentials.ts";
import { createCallWeixin } from "../../../../../shared/adapters/weixin/call-weixin.ts";
import { decrypt } from "../../../../../shared/adapters/weixin/callback/decrypt.ts";
import { fieldsOf, textIn } from "../../../../../shared/adapters/weixin/callback/fields.ts";
import { createComponentCall } from "../../../../../shared/adapters/weixin/component/call.ts";
import { readComponentEvent } from "../../../../../shared/adapters/weixin/component/event.ts";
import { createComponentPlatform } from "../../../../../shared/adapters/weixin/component/platform.ts";
import type { AuthorizerGrant } from "../../../../../shared/official/application/ports/component-platform.ts";
import { createSendRequest } from "../../../../../shared/platform/http/send-request.ts";
import { eventually } from "../../../../support/http-json.ts";
import { aReceiver, aSimulator, ask, type Receiver } from "../../support.ts";

const { componentAppId, appSecret } = PLATFORM;
const { appId, originalId, name } = OFFICIAL_ACCOUNT;

/** What a callback says that is encrypted with the platform's keys for the platform. */
function read(body: string) {
  return fieldsOf(decrypt(textIn(fieldsOf(body), "Encrypt"), PLATFORM_KEYS.encodingAesKey, componentAppId));
}

/** The events that the platform was told, as the project reads them. */
const eventsOf = ({ bodies }: Receiver) =>
  bodies.map((body) => readComponentEvent(componentAppId, read(body), Date.now()));

/** A simulator that tells the platform something, and the platform as the project calls WeChat. */
async function aPlatform() {
  const receiver = await aReceiver();
  const { url, sim } = await aSimulator({ officialUrl: receiver.url, componentUrl: receiver.url });
  const call = createCallWeixin({
    credentials: async () => ({ baseUrl: `${url}/weixin`, accounts: {}, faults: {} }),
    request: createSendRequest(),
  });
  async function token(): Promise<string> {
    const ticket = eventsOf(receiver).find((event) => event.type === "ticket");
    const answer = await ask(`${url}/weixin/cgi-bin/component/api_component_token`, "POST", {
      component_appid: componentAppId,
      component_appsecret: appSecret,
      component_verify_ticket: ticket?.ticket,
    });
    return String(answer.body.component_access_token);
  }
  const platform = createComponentPlatform(
    createComponentCall({ call, tokens: { get: token, refreshed: token }, timeoutMs: 5000 }),
  );
  const act = (action: string, more: object = {}) => sim("POST", "authorizations", { appId, action, ...more });
  return { receiver, sim, platform, act, url };
}

async function listed(pages: AsyncIterable<readonly unknown[]>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

it("pushes a ticket when the platform asks for it, and when the controls do", async () => {
  const { receiver, sim, platform } = await aPlatform();
  await platform.startTickets(componentAppId, appSecret);
  await eventually("the ticket", 5000, async () => (receiver.bodies.length === 1 ? true : undefined));
  expect((await sim("POST", "tickets")).body).toMatchObject({ delivered: true, status: 200 });
  expect(eventsOf(receiver)).toMatchObject([{ type: "ticket" }, { type: "ticket" }]);
  await expect(platform.startTickets(componentAppId, "wrong")).rejects.toThrow("40125");
  const { calls } = (await sim("GET", "calls")).body as { calls: { body: unknown }[] };
  expect(JSON.stringify(calls)).not.toContain(appSecret);
});

it("tells the platform of an authorization by a code that is good once, and of its end", async () => {
  const { receiver, sim, platform, act } = await aPlatform();
  await sim("POST", "tickets");
  const { authorizationCode } = (await act("authorize")).body;
  const code = String(authorizationCode);
  expect(eventsOf(receiver).at(-1)).toMatchObject({ type: "authorized", appId, code, updated: false });
  const grant = await platform.exchange(componentAppId, code);
  expect(grant).toMatchObject({ appId, refreshToken: expect.stringMatching(/^refreshtoken/) });
  expect(await platform.exchange(componentAppId, code)).toBe("refused");
  const { refreshToken, funcs } = grant as AuthorizerGrant;
  expect(await platform.info(componentAppId, appId)).toEqual({
    name,
    originalId,
    isMiniProgram: false,
    funcs,
    refreshToken,
  });
  expect(await listed(platform.list(componentAppId))).toMatchObject([{ appId, refreshToken }]);

  const again = String((await act("authorize")).body.authorizationCode);
  expect(eventsOf(receiver).at(-1)).toMatchObject({ type: "authorized", code: again, updated: true });
  expect(await platform.exchange(componentAppId, again)).not.toMatchObject({ refreshToken });

  expect((await act("withdraw")).body).toEqual({ appId, delivered: true, status: 200 });
  expect(eventsOf(receiver).at(-1)).toMatchObject({ type: "unauthorized", appId });
  expect(await platform.info(componentAppId, appId)).toBeUndefined();
  expect(await listed(platform.list(componentAppId))).toEqual([]);
  expect((await act("withdraw")).status).toBe(409);
});

it("takes the code of a link once", async () => {
  const { sim, platform, act } = await aPlatform();
  await sim("POST", "tickets");
  const preAuthCode = await platform.preAuthCode(componentAppId);
  expect((await act("authorize", { preAuthCode })).status).toBe(200);
  expect((await act("authorize", { preAuthCode })).status).toBe(409);
  expect((await act("authorize", { appId: "wx_unknown" })).status).toBe(400);
});

it("delivers messages of an authorized account by the platform's keys, and later by its own again", async () => {
  const { receiver, sim, act } = await aPlatform();
  await act("authorize");
  await act("authorize", { appId: MINI_PROGRAM.appId });
  await sim("POST", "messages", { appId, from: "openid-1", text: "你好" });
  await sim("POST", "messages", { appId: MINI_PROGRAM.appId, from: "openid-2", text: "在吗" });
  expect(receiver.bodies.slice(-2).map(read)).toMatchObject([
    { ToUserName: originalId, FromUserName: "openid-1", Content: "你好" },
    { ToUserName: MINI_PROGRAM.originalId, Content: "在吗" },
  ]);
  await act("withdraw");
  await sim("POST", "messages", { appId, from: "openid-1", text: "再见" });
  const encrypted = textIn(fieldsOf(receiver.bodies.at(-1) ?? ""), "Encrypt");
  expect(fieldsOf(decrypt(encrypted, OFFICIAL_ACCOUNT.encodingAesKey, appId))).toMatchObject({ Content: "再见" });
});

it("tells nobody anything while it knows no address", async () => {
  const { sim } = await aSimulator();
  expect((await sim("POST", "tickets")).body).toEqual({ delivered: false, status: 0 });
});
