import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../../documents.ts";
import type { WeixinAnswer } from "../answer.ts";
import type { SimTokens } from "../tokens.ts";
import { platformRefused } from "./answer.ts";

const authorizationSchema = z.object({
  componentAppId: z.string(),
  /** The newest first. WeChat takes the one before, too. */
  refreshTokens: z.array(z.string()),
});

const TAKEN_REFRESH_TOKENS = 2;

export type SimAuthorizations = {
  /** The account's owner authorizes the platform: a refresh token, and the account's token before ends. */
  authorize(componentAppId: string, appId: string): string;
  /** The owner takes the authorization back: its tokens end. */
  withdraw(appId: string): void;
  /** The refresh token of an account that is given to the platform, as WeChat tells it again. */
  refreshTokenOf(componentAppId: string, appId: string): string | undefined;
  /** `api_authorizer_token`: a new token, and a new refresh token. */
  authorizerToken(
    given: { readonly componentAppId: string; readonly appId: string; readonly refreshToken: string },
    now: number,
  ): WeixinAnswer;
};

/** What accounts granted to third-party platforms, and the tokens that come of it. */
export function createAuthorizations(db: DatabaseSync, tokens: SimTokens): SimAuthorizations {
  const authorizations = createDocuments(db, "weixinAuthorizations", authorizationSchema);

  function grantOf(componentAppId: string, appId: string) {
    const found = authorizations.get(appId);
    return found?.componentAppId === componentAppId && found.refreshTokens.length > 0 ? found : undefined;
  }

  return {
    authorize(componentAppId, appId) {
      tokens.end("authorizer", appId);
      const refreshToken = `refreshtoken@@@${randomText(32)}`;
      authorizations.put(appId, { componentAppId, refreshTokens: [refreshToken] });
      return refreshToken;
    },

    withdraw(appId) {
      tokens.end("authorizer", appId);
      const { componentAppId = "" } = authorizations.get(appId) ?? {};
      authorizations.put(appId, { componentAppId, refreshTokens: [] });
    },

    refreshTokenOf: (componentAppId, appId) => grantOf(componentAppId, appId)?.refreshTokens[0],

    authorizerToken({ componentAppId, appId, refreshToken }, now) {
      const grant = grantOf(componentAppId, appId);
      if (!grant) return platformRefused(61003);
      if (!grant.refreshTokens.includes(refreshToken)) return platformRefused(61023);
      const next = `refreshtoken@@@${randomText(32)}`;
      const refreshTokens = [next, ...grant.refreshTokens].slice(0, TAKEN_REFRESH_TOKENS);
      authorizations.put(appId, { componentAppId, refreshTokens });
      const { value, expiresIn } = tokens.next("authorizer", appId, now);
      return { authorizer_access_token: value, expires_in: expiresIn, authorizer_refresh_token: next };
    },
  };
}

export function randomText(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}
