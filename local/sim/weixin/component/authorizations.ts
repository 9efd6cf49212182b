import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../../documents.ts";
import type { WeixinAnswer } from "../answer.ts";
import type { SimTokens } from "../tokens.ts";
import { platformRefused } from "./answer.ts";
import { funcInfo, infoOf } from "./authorizer-info.ts";

const authorizationSchema = z.object({
  componentAppId: z.string(),
  /** The newest first. WeChat takes the one before, too. */
  refreshTokens: z.array(z.string()),
  /** When the owner authorized the platform last, epoch ms. */
  authorizedAt: z.number().default(0),
  code: z.object({ value: z.string(), until: z.number() }).optional(),
});

const TAKEN_REFRESH_TOKENS = 2;
const CODE_LIFE = 3_600_000;

export type AuthorizationCode = { readonly value: string; readonly until: number };

export type SimAuthorizations = {
  /** The account's owner authorizes the platform: a refresh token, and the account's token before ends. */
  authorize(componentAppId: string, appId: string, now: number): string;
  /** The owner takes the authorization back: its tokens end. */
  withdraw(appId: string): void;
  /** The platform that the account is given to. */
  platformOf(appId: string): string | undefined;
  /** The refresh token of an account that is given to the platform, as WeChat tells it again. */
  refreshTokenOf(componentAppId: string, appId: string): string | undefined;
  /** A new code for an account that is given to the platform: good once, within an hour. */
  newCode(appId: string, now: number): AuthorizationCode;
  /** `api_query_auth`: what a code stands for. */
  exchange(componentAppId: string, code: string, now: number): WeixinAnswer;
  /** `api_get_authorizer_info`. */
  info(componentAppId: string, appId: string): WeixinAnswer;
  /** `api_get_authorizer_list`. */
  list(componentAppId: string, page: { readonly offset: number; readonly count: number }): WeixinAnswer;
  /** `api_authorizer_token`: a new token, and a new refresh token. */
  authorizerToken(
    given: { readonly componentAppId: string; readonly appId: string; readonly refreshToken: string },
    now: number,
  ): WeixinAnswer;
};

/** What accounts granted to third-party platforms, and the tokens that come of it. */
export function createAuthorizations(db: DatabaseSync, tokens: SimTokens): SimAuthorizations {
  const grants = createGrants(db);
  return { ...createOwners(grants, tokens), ...createAnswers(grants, tokens) };
}

type Grants = ReturnType<typeof createGrants>;
type OwnersPart = "authorize" | "withdraw" | "platformOf" | "refreshTokenOf" | "newCode";

function createGrants(db: DatabaseSync) {
  const authorizations = createDocuments(db, "weixinAuthorizations", authorizationSchema);
  return {
    authorizations,
    grantOf(componentAppId: string, appId: string) {
      const found = authorizations.get(appId);
      return found?.componentAppId === componentAppId && found.refreshTokens.length > 0 ? found : undefined;
    },
  };
}

/** What owners of accounts do, and what came of it. */
function createOwners({ authorizations, grantOf }: Grants, tokens: SimTokens): Pick<SimAuthorizations, OwnersPart> {
  return {
    authorize(componentAppId, appId, now) {
      tokens.end("authorizer", appId);
      const refreshToken = `refreshtoken@@@${randomText(32)}`;
      authorizations.put(appId, { componentAppId, refreshTokens: [refreshToken], authorizedAt: now });
      return refreshToken;
    },

    withdraw(appId) {
      tokens.end("authorizer", appId);
      const { componentAppId = "" } = authorizations.get(appId) ?? {};
      authorizations.put(appId, { componentAppId, refreshTokens: [], authorizedAt: 0 });
    },

    platformOf(appId) {
      const { componentAppId = "", refreshTokens = [] } = authorizations.get(appId) ?? {};
      return refreshTokens.length > 0 ? componentAppId : undefined;
    },

    refreshTokenOf: (componentAppId, appId) => grantOf(componentAppId, appId)?.refreshTokens[0],

    newCode(appId, now) {
      const code = { value: `queryauthcode@@@${randomText(32)}`, until: now + CODE_LIFE };
      const grant = authorizations.get(appId);
      if (!grant) throw new Error(`${appId} is given to no third-party platform`);
      authorizations.put(appId, { ...grant, code });
      return code;
    },
  };
}

/** What WeChat answers a platform. */
function createAnswers({ authorizations, grantOf }: Grants, tokens: SimTokens): Omit<SimAuthorizations, OwnersPart> {
  return {
    exchange(componentAppId, value, now) {
      const { id: appId } =
        authorizations.startingWith("").find(({ document }) => document.code?.value === value) ?? {};
      const grant = appId === undefined ? undefined : grantOf(componentAppId, appId);
      if (appId === undefined || !grant) return platformRefused(61010);
      const { code, ...used } = grant;
      if (code === undefined || now >= code.until) return platformRefused(61009);
      authorizations.put(appId, used);
      const token = tokens.next("authorizer", appId, now);
      return {
        authorization_info: {
          authorizer_appid: appId,
          authorizer_access_token: token.value,
          expires_in: token.expiresIn,
          authorizer_refresh_token: grant.refreshTokens[0],
          func_info: funcInfo(appId),
        },
      };
    },

    info(componentAppId, appId) {
      const grant = grantOf(componentAppId, appId);
      return grant ? infoOf(appId, grant.refreshTokens[0] ?? "") : platformRefused(61003);
    },

    list(componentAppId, { offset, count }) {
      const granted = authorizations.startingWith("").filter(({ id }) => grantOf(componentAppId, id));
      const list = granted.slice(offset, offset + count).map(({ id, document: { refreshTokens, authorizedAt } }) => ({
        authorizer_appid: id,
        refresh_token: refreshTokens[0],
        auth_time: Math.floor(authorizedAt / 1000),
      }));
      return { total_count: granted.length, list };
    },

    authorizerToken({ componentAppId, appId, refreshToken }, now) {
      const grant = grantOf(componentAppId, appId);
      if (!grant) return platformRefused(61003);
      if (!grant.refreshTokens.includes(refreshToken)) return platformRefused(61023);
      const next = `refreshtoken@@@${randomText(32)}`;
      const refreshTokens = [next, ...grant.refreshTokens].slice(0, TAKEN_REFRESH_TOKENS);
      authorizations.put(appId, { ...grant, refreshTokens });
      const { value, expiresIn } = tokens.next("authorizer", appId, now);
      return { authorizer_access_token: value, expires_in: expiresIn, authorizer_refresh_token: next };
    },
  };
}

export function randomText(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}
