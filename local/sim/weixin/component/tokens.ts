import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../../documents.ts";
import type { WeixinAnswer } from "../answer.ts";
import type { SimTokens } from "../tokens.ts";
import { platformRefused } from "./answer.ts";
import { PLATFORM } from "./credentials.ts";

const timedSchema = z.object({ value: z.string(), until: z.number() });
const platformSchema = z.object({ tickets: z.array(timedSchema), codes: z.array(timedSchema) });
const authorizationSchema = z.object({
  componentAppId: z.string(),
  /** The newest first. WeChat takes the one before, too. */
  refreshTokens: z.array(z.string()),
});

const TICKET_LIFE = 12 * 3_600_000;
const CODE_LIFE = 1_800_000;
const EXPIRES_IN = 1800;
const TAKEN_REFRESH_TOKENS = 2;

export type SimPlatformTokens = {
  /** A new verify ticket, which WeChat takes for 12 hours: to be pushed to the platform. */
  newTicket(componentAppId: string, now: number): string;
  /** `api_component_token`: a new token each time; the one before serves on for some minutes. */
  componentToken(
    given: { readonly componentAppId: string; readonly appSecret: string; readonly ticket: string },
    now: number,
  ): WeixinAnswer;
  /** `api_create_preauthcode`: good for one authorization within half an hour. */
  preAuthCode(componentAppId: string, now: number): WeixinAnswer;
  /** Whether the code was good; from now on it is not. */
  useCode(componentAppId: string, code: string, now: number): boolean;
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

/** What WeChat gives to third-party platforms by their tickets, and for the accounts that authorized them. */
export function createPlatformTokens(db: DatabaseSync, tokens: SimTokens): SimPlatformTokens {
  const platforms = createDocuments(db, "weixinPlatforms", platformSchema);
  const authorizations = createDocuments(db, "weixinAuthorizations", authorizationSchema);
  const platformOf = (id: string) => platforms.get(id) ?? { tickets: [], codes: [] };

  function grantOf(componentAppId: string, appId: string) {
    const found = authorizations.get(appId);
    return found?.componentAppId === componentAppId && found.refreshTokens.length > 0 ? found : undefined;
  }

  return {
    newTicket(componentAppId, now) {
      const { tickets, codes } = platformOf(componentAppId);
      const ticket = { value: `ticket@@@${secret(48)}`, until: now + TICKET_LIFE };
      platforms.put(componentAppId, { codes, tickets: [...tickets.filter(({ until }) => until > now), ticket] });
      return ticket.value;
    },

    componentToken({ componentAppId, appSecret, ticket }, now) {
      if (componentAppId !== PLATFORM.componentAppId) return platformRefused(61011);
      if (appSecret !== PLATFORM.appSecret) return platformRefused(40125);
      const found = platformOf(componentAppId).tickets.find(({ value }) => value === ticket);
      if (!found) return platformRefused(61006);
      if (now >= found.until) return platformRefused(61005);
      const { value, expiresIn } = tokens.next("component", componentAppId, now);
      return { component_access_token: value, expires_in: expiresIn };
    },

    preAuthCode(componentAppId, now) {
      const { tickets, codes } = platformOf(componentAppId);
      const code = { value: `preauthcode@@@${secret(40)}`, until: now + CODE_LIFE };
      platforms.put(componentAppId, { tickets, codes: [...codes.filter(({ until }) => until > now), code] });
      return { pre_auth_code: code.value, expires_in: EXPIRES_IN };
    },

    useCode(componentAppId, code, now) {
      const { tickets, codes } = platformOf(componentAppId);
      platforms.put(componentAppId, { tickets, codes: codes.filter(({ value }) => value !== code) });
      return codes.some(({ value, until }) => value === code && now < until);
    },

    authorize(componentAppId, appId) {
      tokens.end("authorizer", appId);
      const refreshToken = `refreshtoken@@@${secret(32)}`;
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
      const next = `refreshtoken@@@${secret(32)}`;
      const refreshTokens = [next, ...grant.refreshTokens].slice(0, TAKEN_REFRESH_TOKENS);
      authorizations.put(appId, { componentAppId, refreshTokens });
      const { value, expiresIn } = tokens.next("authorizer", appId, now);
      return { authorizer_access_token: value, expires_in: expiresIn, authorizer_refresh_token: next };
    },
  };
}

function secret(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}
