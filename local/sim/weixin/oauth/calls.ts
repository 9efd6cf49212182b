import { OK, refused, type WeixinAnswer } from "../answer.ts";
import { platformRefused } from "../component/answer.ts";
import type { SimPlatformTokens } from "../component/tokens.ts";
import { weixinAccount } from "../credentials.ts";
import { personOf, unionOf } from "../people.ts";
import type { WeixinRequest } from "../request.ts";
import { isTooMany } from "../state/minute-counts.ts";
import type { Shelves } from "../state/shelves.ts";
import type { SimTokens } from "../tokens.ts";
import { type Asker, exchangeCode, type Grant, grantOf, refresh } from "./grants.ts";

export type WebState = {
  readonly shelves: Shelves;
  readonly tokens: Pick<SimTokens, "platform">;
  readonly platforms: Pick<SimPlatformTokens, "platformOf">;
};

type Call = (state: WebState, request: WeixinRequest) => WeixinAnswer;

/** An account may ask so often a minute for tokens of people. */
const A_MINUTE = 50_000;

/** Calls about people who came to a page, by method and path. */
export const OAUTH_CALLS: Readonly<Record<string, Call>> = {
  "GET /sns/oauth2/access_token": (state, request) =>
    withSecret(request, "authorization_code", (asker) => byCode(state, request, asker)),
  "GET /sns/oauth2/refresh_token": (state, request) =>
    withAccount(request, "refresh_token", (appId) => byRefresh(state, request, { appId, componentAppId: "" })),
  "GET /sns/oauth2/component/access_token": (state, request) =>
    withPlatformOf(state, request, "authorization_code", (asker) => byCode(state, request, asker)),
  "GET /sns/oauth2/component/refresh_token": (state, request) =>
    withPlatformOf(state, request, "refresh_token", (asker) => byRefresh(state, request, asker)),
  "GET /sns/userinfo": (state, request) =>
    withGrant(state, request, ({ openid, scope, isSnapshot }) => {
      if (scope !== "snsapi_userinfo") return refused(48_001);
      const { nickname } = personOf(state.shelves, openid);
      const seen = { openid, nickname: isSnapshot ? "微信用户" : nickname, sex: 0, language: "" };
      const place = { city: "", province: "", country: "", headimgurl: "", privilege: [] };
      return { ...seen, ...place, ...(isSnapshot ? { is_snapshotuser: 1 } : unionOf(state.shelves, openid)) };
    }),
  "GET /sns/auth": (state, request) => withGrant(state, request, () => OK),
};

function byCode({ shelves }: WebState, { path, query, now }: WeixinRequest, asker: Asker): WeixinAnswer {
  if (isTooMany(shelves, { appId: asker.appId, name: path, most: A_MINUTE }, now)) return refused(45_011);
  const code = query.get("code") ?? "";
  return code === "" ? refused(41_008) : exchangeCode(shelves, asker, code, now);
}

function byRefresh({ shelves }: WebState, { path, query, now }: WeixinRequest, asker: Asker): WeixinAnswer {
  if (isTooMany(shelves, { appId: asker.appId, name: path, most: A_MINUTE }, now)) return refused(45_011);
  return refresh(shelves, asker, query.get("refresh_token") ?? "", now);
}

function withAccount({ query }: WeixinRequest, grantType: string, work: (appId: string) => WeixinAnswer): WeixinAnswer {
  if (query.get("grant_type") !== grantType) return refused(40_002);
  const account = weixinAccount(query.get("appid") ?? "");
  return account ? work(account.appId) : refused(40_013);
}

/** Does `work` for the account whose AppSecret the query has. */
export function withSecret(
  request: WeixinRequest,
  grantType: string,
  work: (asker: Asker) => WeixinAnswer,
): WeixinAnswer {
  return withAccount(request, grantType, (appId) => {
    const isRight = request.query.get("secret") === weixinAccount(appId)?.appSecret;
    return isRight ? work({ appId, componentAppId: "" }) : refused(40_125);
  });
}

/** Does `work` for the third-party platform whose token the query has, where the account is given to it. */
export function withPlatformOf(
  { tokens, platforms }: WebState,
  request: WeixinRequest,
  grantType: string,
  work: (asker: Asker) => WeixinAnswer,
): WeixinAnswer {
  const { query, now } = request;
  const owner = tokens.platform(query.get("component_access_token") ?? "", now);
  if (typeof owner !== "string") return refused(owner);
  if (query.get("component_appid") !== owner) return platformRefused(61_011);
  return withAccount(request, grantType, (appId) => {
    const isGiven = platforms.platformOf(appId) === owner;
    return isGiven ? work({ appId, componentAppId: owner }) : platformRefused(61_003);
  });
}

function withGrant(
  { shelves }: WebState,
  { query, now }: WeixinRequest,
  work: (grant: Grant) => WeixinAnswer,
): WeixinAnswer {
  const grant = grantOf(shelves, query.get("access_token") ?? "", now);
  if (typeof grant === "number") return refused(grant);
  return grant.openid === query.get("openid") ? work(grant) : refused(40_003);
}
