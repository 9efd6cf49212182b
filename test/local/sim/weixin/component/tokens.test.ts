import { describe, expect, it } from "vitest";
import { openSimDatabase } from "../../../../../local/sim/database.ts";
import { execute } from "../../../../../local/sim/weixin/calls.ts";
import { PLATFORM } from "../../../../../local/sim/weixin/component/credentials.ts";
import { createPlatformTokens } from "../../../../../local/sim/weixin/component/tokens.ts";
import { OFFICIAL_ACCOUNT } from "../../../../../local/sim/weixin/credentials.ts";
import { createMedia } from "../../../../../local/sim/weixin/media.ts";
import { appIdOf, loggedBody, type WeixinRequest } from "../../../../../local/sim/weixin/request.ts";
import { createShelves } from "../../../../../local/sim/weixin/state/shelves.ts";
import { createTickets } from "../../../../../local/sim/weixin/tickets.ts";
import { createTokens } from "../../../../../local/sim/weixin/tokens.ts";
import { createUsers } from "../../../../../local/sim/weixin/users.ts";
import { createCallWeixin } from "../../../../../shared/adapters/weixin/call-weixin.ts";
import type { KeptTokens } from "../../../../../shared/official/application/ports/kept-tokens.ts";
import { sourcesOf } from "../../../../support/a-token-vendor.ts";
import { fakeClock } from "../../../../support/fake-clock.ts";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";

const { componentAppId, appSecret } = PLATFORM;
const { appId } = OFFICIAL_ACCOUNT;
const HOUR = 3_600_000;

function setUp() {
  const clock = fakeClock();
  const db = openSimDatabase(temporaryFolder());
  const tokens = createTokens(db);
  const platforms = createPlatformTokens(db, tokens);
  const state = {
    tokens,
    platforms,
    tickets: createTickets(db),
    users: createUsers(db),
    media: createMedia(db),
    shelves: createShelves(db),
    tell: () => undefined,
    tellPlatform: () => undefined,
  };
  const requests: WeixinRequest[] = [];
  const ask = (method: string, path: string, query: Record<string, string>, body: object = {}) => {
    const raw = Buffer.from(JSON.stringify(body));
    const request = { method, path, query: new URLSearchParams(query), contentType: "", raw, now: clock.now() };
    requests.push(request);
    return execute(state, request) as Record<string, unknown>;
  };
  const call = createCallWeixin({
    credentials: async () => ({ baseUrl: "https://api.weixin.example", accounts: {}, faults: {} }),
    async request(sent) {
      const body = sent.method === "POST" ? JSON.parse(String(sent.body)) : {};
      const answer = ask(sent.method, sent.url.pathname, Object.fromEntries(sent.url.searchParams), body);
      return { type: "answer", status: 200, text: JSON.stringify(answer) };
    },
  });
  const componentToken = (ticket: string, secret: string = appSecret, id: string = componentAppId) =>
    ask(
      "POST",
      "/cgi-bin/component/api_component_token",
      {},
      {
        component_appid: id,
        component_appsecret: secret,
        component_verify_ticket: ticket,
      },
    );
  const authorizerToken = (token: unknown, refreshToken: unknown, id: string = componentAppId) =>
    ask(
      "POST",
      "/cgi-bin/component/api_authorizer_token",
      { component_access_token: String(token) },
      {
        component_appid: id,
        authorizer_appid: appId,
        authorizer_refresh_token: refreshToken,
      },
    );
  const send = (token: unknown) =>
    ask(
      "POST",
      "/cgi-bin/message/custom/send",
      { access_token: String(token) },
      { touser: "o", msgtype: "text", text: { content: "您好" } },
    );
  return { clock, platforms, requests, ask, call, componentToken, authorizerToken, send };
}

describe("a third-party platform", () => {
  it("gets tokens by a ticket for twelve hours, and no other way", () => {
    const { clock, platforms, componentToken } = setUp();
    const ticket = platforms.newTicket(componentAppId, clock.now());
    clock.advance(11 * HOUR);
    expect(componentToken(ticket)).toMatchObject({ expires_in: 7200 });
    expect(componentToken("another")).toMatchObject({ errcode: 61006 });
    expect(componentToken(ticket, "wrong")).toMatchObject({ errcode: 40125 });
    expect(componentToken(ticket, appSecret, "wx_other")).toMatchObject({ errcode: 61011 });
    clock.advance(HOUR);
    expect(componentToken(ticket)).toMatchObject({ errcode: 61005 });
  });

  it("gets new tokens for an account with a new refresh token, and may use the one before once more", () => {
    const { clock, platforms, componentToken, authorizerToken, send } = setUp();
    const token = componentToken(platforms.newTicket(componentAppId, clock.now())).component_access_token;
    expect(authorizerToken(token, "any")).toMatchObject({ errcode: 61003 });
    const first = platforms.authorize(componentAppId, appId, clock.now());
    const given = authorizerToken(token, first);
    expect(given).toMatchObject({ expires_in: 7200, authorizer_refresh_token: expect.stringMatching(/^refreshtoken/) });
    expect(send(given.authorizer_access_token)).toMatchObject({ errcode: 40003 });
    const second = authorizerToken(token, first);
    expect(second.authorizer_refresh_token).toBe(platforms.refreshTokenOf(componentAppId, appId));
    authorizerToken(token, second.authorizer_refresh_token);
    expect(authorizerToken(token, first)).toMatchObject({ errcode: 61023 });
    expect(authorizerToken("wrong", first)).toMatchObject({ errcode: 40001 });
    expect(authorizerToken(token, first, "wx_other")).toMatchObject({ errcode: 61011 });
    expect(send(token)).toMatchObject({ errcode: 40001 });
  });

  it("loses an account's tokens with the authorization", () => {
    const { clock, platforms, componentToken, authorizerToken, send } = setUp();
    const token = componentToken(platforms.newTicket(componentAppId, clock.now())).component_access_token;
    const { authorizer_access_token } = authorizerToken(token, platforms.authorize(componentAppId, appId, clock.now()));
    const refreshToken = platforms.refreshTokenOf(componentAppId, appId);
    platforms.withdraw(appId);
    expect(send(authorizer_access_token)).toMatchObject({ errcode: 40001 });
    expect(authorizerToken(token, refreshToken)).toMatchObject({ errcode: 61003 });
    expect(platforms.refreshTokenOf(componentAppId, appId)).toBeUndefined();
  });

  it("gets codes for its authorization page, each for one authorization within half an hour", () => {
    const { clock, platforms, ask, componentToken } = setUp();
    const token = String(componentToken(platforms.newTicket(componentAppId, clock.now())).component_access_token);
    const code = () =>
      String(
        ask(
          "POST",
          "/cgi-bin/component/api_create_preauthcode",
          { component_access_token: token },
          { component_appid: componentAppId },
        ).pre_auth_code,
      );
    const [first, second] = [code(), code()];
    expect(platforms.useCode(componentAppId, first, clock.now())).toBe(true);
    expect(platforms.useCode(componentAppId, first, clock.now())).toBe(false);
    clock.advance(1_800_000);
    expect(platforms.useCode(componentAppId, second, clock.now())).toBe(false);
  });

  it("is logged without its secrets, and by whose token calls", () => {
    const { clock, platforms, requests, componentToken, authorizerToken } = setUp();
    const ticket = platforms.newTicket(componentAppId, clock.now());
    const { component_access_token } = componentToken(ticket);
    authorizerToken(component_access_token, platforms.authorize(componentAppId, appId, clock.now()));
    expect(requests.map(loggedBody).join("")).not.toMatch(/ticket@@@|refreshtoken@@@|local-platform-secret/);
    expect(requests.map(appIdOf).at(-1)).toBe(componentAppId);
  });
});

describe("tickets", () => {
  it("stay the same until their last five minutes, and are not to be asked for often", () => {
    const { clock, platforms, componentToken, authorizerToken, ask } = setUp();
    const token = componentToken(platforms.newTicket(componentAppId, clock.now())).component_access_token;
    const { authorizer_access_token } = authorizerToken(token, platforms.authorize(componentAppId, appId, clock.now()));
    const ticket = (type: string) =>
      ask("GET", "/cgi-bin/ticket/getticket", { access_token: String(authorizer_access_token), type });
    const first = ticket("jsapi");
    expect(first).toMatchObject({ errcode: 0, expires_in: 7200 });
    expect(ticket("wx_card").ticket).not.toBe(first.ticket);
    expect(ticket("other")).toMatchObject({ errcode: 40004 });
    clock.advance(6_900_000);
    expect(ticket("jsapi")).toMatchObject({ ticket: first.ticket, expires_in: 300 });
    clock.advance(1000);
    expect(ticket("jsapi").ticket).not.toBe(first.ticket);
    for (let count = 0; count < 18; count++) ticket("jsapi");
    expect(ticket("jsapi")).toMatchObject({ errcode: 45011 });
  });
});

it("WeChat's platform as the project's own sources call it", async () => {
  const { clock, platforms, call } = setUp();
  const ticket = { value: platforms.newTicket(componentAppId, clock.now()) };
  let refreshToken = platforms.authorize(componentAppId, appId, clock.now());
  const grants = {
    component: { credentialOf: async () => ({ appSecret, ticket }) },
    authorizer: {
      open: async () => ({ state: "authorized" as const, componentAppId, refreshToken }),
      async rotate(_appId: string, from: string, to: string) {
        if (from !== refreshToken) return false;
        refreshToken = to;
        return true;
      },
      lose: async () => expect.fail("WeChat refused the refresh token"),
      tellAgain: async () => expect.fail("WeChat refused the refresh token"),
    },
  };
  const kept = (ask: () => Promise<{ value: string }>): KeptTokens => ({
    get: async () => (await ask()).value,
    refreshed: async () => (await ask()).value,
  });
  const component = kept(() => sources.component.ask(componentAppId, false));
  const account = kept(() => sources.authorizer.ask(appId, false));
  const sources: ReturnType<typeof sourcesOf> = sourcesOf({ call, now: clock.now }, grants, { account, component });
  const { validUntil } = await sources["jsapi-ticket"].ask(appId, false);
  expect(validUntil).toBe(clock.now() + 7_200_000);
  expect(refreshToken).toBe(platforms.refreshTokenOf(componentAppId, appId));
});
