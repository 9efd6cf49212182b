import { randomBytes } from "node:crypto";
import * as z from "zod";
import { refused, type WeixinAnswer } from "../answer.ts";
import { unionOf } from "../people.ts";
import type { Shelves } from "../state/shelves.ts";
import { webSettingsOf } from "./settings.ts";

/** What a page may ask for: who the person is, or also a name and a picture. */
export const scopes = ["snsapi_base", "snsapi_userinfo"] as const;

const grantSchema = z.object({
  openid: z.string(),
  scope: z.enum(scopes),
  /** The third-party platform that asked; empty for the account itself. */
  componentAppId: z.string(),
  /** A virtual person, who looks at a snapshot of the page. */
  isSnapshot: z.boolean(),
});

/** What a person agreed to. */
export type Grant = z.infer<typeof grantSchema>;

const codeSchema = z.object({ grant: grantSchema, until: z.number(), used: z.boolean() });
const accessSchema = z.object({ grant: grantSchema, until: z.number() });
const refreshSchema = z.object({ grant: grantSchema, until: z.number() });
/** The refresh token of a person that counts. */
const newestSchema = z.object({ value: z.string() });

const CODE_LIFE = 300_000;
const ACCESS_LIFE = 7_200_000;
const REFRESH_LIFE = 30 * 86_400_000;

const codesOf = (shelves: Shelves, appId: string) => shelves(appId, "oauth-codes", codeSchema);
const accessOf = (shelves: Shelves, appId: string) => shelves(appId, "oauth-access-tokens", accessSchema);
const refreshOf = (shelves: Shelves, appId: string) => shelves(appId, "oauth-refresh-tokens", refreshSchema);
const newestOf = (shelves: Shelves, appId: string) => shelves(appId, "oauth-newest", newestSchema);

/** Who asks for tokens: an account, or a third-party platform in its place. */
export type Asker = { readonly appId: string; readonly componentAppId: string };

/** A code for what a person agreed to: good once, for five minutes. */
export function newCode(shelves: Shelves, appId: string, grant: Grant, now: number): string {
  const value = randomText();
  codesOf(shelves, appId).put(value, { grant, until: now + CODE_LIFE, used: false });
  return value;
}

/** `access_token`: the tokens for a code. Refresh tokens that the person gave before end. */
export function exchangeCode(
  shelves: Shelves,
  { appId, componentAppId }: Asker,
  value: string,
  now: number,
): WeixinAnswer {
  const codes = codesOf(shelves, appId);
  const code = codes.get(value);
  if (!code || code.grant.componentAppId !== componentAppId) return refused(40_029);
  if (code.used) return refused(40_163);
  if (now >= code.until) return refused(42_003);
  codes.put(value, { ...code, used: true });
  const { grant } = code;
  const refreshToken = newRefreshToken(shelves, appId, grant, now + REFRESH_LIFE);
  return {
    ...newAccess(shelves, appId, grant, now),
    refresh_token: refreshToken,
    openid: grant.openid,
    scope: grant.scope,
    ...(grant.isSnapshot ? { is_snapshotuser: 1 } : {}),
    ...(grant.scope === "snsapi_userinfo" && !grant.isSnapshot ? unionOf(shelves, grant.openid) : {}),
  };
}

/** `refresh_token`: another access token, for thirty days after the person came. */
export function refresh(shelves: Shelves, { appId, componentAppId }: Asker, value: string, now: number): WeixinAnswer {
  const found = refreshOf(shelves, appId).get(value);
  if (!found || found.grant.componentAppId !== componentAppId) return refused(40_030);
  const { grant, until } = found;
  if (newestOf(shelves, appId).get(personIn(grant))?.value !== value) return refused(40_030);
  if (now >= until) return refused(42_002);
  const isNew = webSettingsOf(shelves, appId).newRefreshTokens;
  return {
    ...newAccess(shelves, appId, grant, now),
    refresh_token: isNew ? newRefreshToken(shelves, appId, grant, until) : value,
    openid: grant.openid,
    scope: grant.scope,
  };
}

/** What a person agreed to who is behind an access token; an errcode for one that is no good. */
export function grantOf(shelves: Shelves, value: string, now: number): Grant | 40001 | 42001 {
  const found = accessOf(shelves, value.slice(0, Math.max(0, value.indexOf(".")))).get(value);
  if (!found) return 40_001;
  return now < found.until ? found.grant : 42_001;
}

function newAccess(shelves: Shelves, appId: string, grant: Grant, now: number) {
  const value = `${appId}.${randomText()}`;
  accessOf(shelves, appId).put(value, { grant, until: now + ACCESS_LIFE });
  return { access_token: value, expires_in: ACCESS_LIFE / 1000 };
}

function newRefreshToken(shelves: Shelves, appId: string, grant: Grant, until: number): string {
  const value = randomText();
  refreshOf(shelves, appId).put(value, { grant, until });
  newestOf(shelves, appId).put(personIn(grant), { value });
  return value;
}

function personIn({ componentAppId, openid }: Grant): string {
  return `${componentAppId}/${openid}`;
}

function randomText(): string {
  return randomBytes(24).toString("base64url");
}
