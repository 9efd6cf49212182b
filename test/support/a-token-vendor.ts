import { type CallWeixin, failure, type WeixinCall } from "../../shared/adapters/weixin/call-weixin.ts";
import { meaningOf, reasonOf } from "../../shared/adapters/weixin/errcode.ts";
import { createAuthorizerTokenSource } from "../../shared/adapters/weixin/tokens/authorizer-token.ts";
import { createComponentTokenSource } from "../../shared/adapters/weixin/tokens/component-token.ts";
import { createTicketSource } from "../../shared/adapters/weixin/tokens/ticket.ts";
import type { AccessTokens } from "../../shared/official/application/ports/access-tokens.ts";
import type { KeptTokens } from "../../shared/official/application/ports/kept-tokens.ts";
import type { AuthorizerGrant, AuthorizerGrants } from "../../shared/official/application/ports/token-grants.ts";

export const ACCOUNT = "wx_a";
export const PLATFORM = "wx_platform";

const LIFETIME = 7200;

/** WeChat as it gives tickets and tokens to a third-party platform. `asked`: the last part of each call's path. */
export function aTokenVendor(clock: { now(): number }) {
  const asked: string[] = [];
  /** To whom customer-service messages went. */
  const sent: string[] = [];
  /** Who holds a token, until when (epoch ms). */
  const given = new Map<string, { readonly owner: string; readonly until: number }>();
  const refreshTokens = new Set(["refresh-0"]);
  const rules = {
    /** Whether the refresh token before the newest one is taken. */
    oldRefreshTokenServes: true,
    down: false,
    isAuthorized: true,
    ticketUntil: clock.now() + 12 * 3_600_000,
    ticket: "ticket-1",
    /** The newest refresh token, as WeChat tells it again. */
    newest: "refresh-0",
  };
  let count = 0;

  function give(owner: string): string {
    count += 1;
    const token = `${owner}-${count}`;
    given.set(token, { owner, until: clock.now() + LIFETIME * 1000 });
    return token;
  }

  function refuse(call: WeixinCall, errcode: number): never {
    throw failure(call, meaningOf(errcode).cause, reasonOf(errcode, "no"), { errcode });
  }

  function check(call: WeixinCall, token: string | undefined, owner: string): void {
    const found = given.get(token ?? "");
    if (found?.owner !== owner) refuse(call, 40001);
    if (clock.now() >= found.until) refuse(call, 42001);
  }

  const answers: Readonly<Record<string, (call: WeixinCall, body: Record<string, unknown>) => object>> = {
    send(call, body) {
      check(call, call.query?.access_token, ACCOUNT);
      sent.push(String(body.touser));
      return { errcode: 0, errmsg: "ok" };
    },
    getticket(call) {
      check(call, call.query?.access_token, ACCOUNT);
      return { errcode: 0, errmsg: "ok", ticket: give(`ticket-${call.query?.type}`), expires_in: LIFETIME };
    },
    api_component_token(call, body) {
      if (body.component_appsecret !== "platform-secret") refuse(call, 40125);
      if (body.component_verify_ticket !== rules.ticket) refuse(call, 61006);
      if (clock.now() >= rules.ticketUntil) refuse(call, 61005);
      return { component_access_token: give(PLATFORM), expires_in: LIFETIME };
    },
    api_authorizer_token(call, body) {
      check(call, call.query?.component_access_token, PLATFORM);
      if (!rules.isAuthorized) refuse(call, 61003);
      if (!refreshTokens.has(String(body.authorizer_refresh_token))) refuse(call, 61023);
      if (!rules.oldRefreshTokenServes) refreshTokens.clear();
      rules.newest = `refresh-${count + 1}`;
      refreshTokens.add(rules.newest);
      return {
        authorizer_access_token: give(ACCOUNT),
        expires_in: LIFETIME,
        authorizer_refresh_token: rules.newest,
      };
    },
  };

  const call: CallWeixin = async (request) => {
    const name = request.path.slice(request.path.lastIndexOf("/") + 1);
    asked.push(name);
    await new Promise(setImmediate);
    if (rules.down) throw failure(request, "timeout", "no answer");
    const answer = answers[name];
    if (!answer) throw new Error(`WeChat has no ${request.path}`);
    const body = request.method === "POST" ? request.body : {};
    return answer(request, body as Record<string, unknown>) as Record<string, unknown>;
  };

  return {
    asked,
    sent,
    call,
    rules,
    /** A token that WeChat gives in another way (an AppSecret, an authorization). */
    give,
    /** WeChat takes the token no more. */
    end: (token: string) => void given.delete(token),
    forgetRefreshTokens: () => refreshTokens.clear(),
    accept: (refreshToken: string) => void refreshTokens.add(refreshToken),
    isGood: (token: string) => clock.now() < (given.get(token)?.until ?? 0),
    times: (name: string) => asked.filter((path) => path === name).length,
  };
}

export type TokenVendor = ReturnType<typeof aTokenVendor>;

/** What is stored of the platform and of the account's authorization. */
export function grantsOf(vendor: TokenVendor) {
  const row: { grant: AuthorizerGrant | undefined; lost: string[] } = {
    grant: { state: "authorized", componentAppId: PLATFORM, refreshToken: "refresh-0" },
    lost: [],
  };
  const authorizer: AuthorizerGrants = {
    open: async () => row.grant,
    async rotate(_appId, from, to) {
      if (row.grant?.refreshToken !== from || row.grant.state === "withdrawn") return false;
      row.grant = { ...row.grant, refreshToken: to };
      return true;
    },
    async lose(_appId, refused) {
      if (row.grant?.refreshToken !== refused) return false;
      row.grant = { ...row.grant, state: "lost" };
      row.lost.push(refused);
      return true;
    },
    tellAgain: async () => vendor.rules.newest || undefined,
  };
  const component = {
    credentialOf: async () => ({ appSecret: "platform-secret", ticket: { value: vendor.rules.ticket } }),
  };
  return { row, authorizer, component };
}

type SourceDeps = { readonly call: CallWeixin; readonly now: () => number };

/** The sources of all kinds that are got by calls with a token. */
export function sourcesOf(
  deps: SourceDeps,
  grants: Pick<ReturnType<typeof grantsOf>, "authorizer" | "component">,
  tokens: { readonly account: AccessTokens; readonly component: KeptTokens },
) {
  return {
    "jsapi-ticket": createTicketSource("jsapi-ticket", { ...deps, tokens: tokens.account }),
    "card-ticket": createTicketSource("card-ticket", { ...deps, tokens: tokens.account }),
    component: createComponentTokenSource({ ...deps, grants: grants.component }),
    authorizer: createAuthorizerTokenSource({
      ...deps,
      grants: grants.authorizer,
      componentTokens: tokens.component,
    }),
  };
}
