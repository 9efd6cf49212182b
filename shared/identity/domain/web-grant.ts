import * as z from "zod";

/** How long a refresh token lives after the person came, ms: 30 days. */
export const GRANT_LIFE = 30 * 86_400_000;

/** An access token is not used in its last minutes, ms: a call with it ends before the token does. */
const MARGIN = 300_000;

/** What a person let an account ask: tokens of `/sns/oauth2`. Times in epoch ms. */
export const webGrantSchema = z.object({
  /** WeChat's own words, `snsapi_base` or `snsapi_userinfo`; several are joined by commas. */
  scope: z.string(),
  refreshToken: z.string().min(1),
  accessToken: z.string().min(1),
  /** WeChat refuses the access token from then on. */
  accessUntil: z.number(),
  /** WeChat refuses the refresh token from then on. */
  until: z.number(),
});

export type WebGrant = z.infer<typeof webGrantSchema>;

/** What WeChat gives for a code or a refresh token. */
export type GivenTokens = Pick<WebGrant, "scope" | "refreshToken" | "accessToken"> & {
  readonly expiresInSeconds: number;
};

/** The tokens as WeChat gave them when it was asked at `askedAt`; `before`: the grant that they renew. */
export function webGrantOf({ expiresInSeconds, ...tokens }: GivenTokens, askedAt: number, before?: WebGrant): WebGrant {
  const isSame = before?.refreshToken === tokens.refreshToken;
  return {
    ...tokens,
    accessUntil: askedAt + expiresInSeconds * 1000,
    until: isSame ? before.until : askedAt + GRANT_LIFE,
  };
}

/** Whether the access token serves a caller at `now` (epoch ms) whose token `refused`, if any, WeChat refused. */
export function stillServes({ accessToken, accessUntil }: WebGrant, refused: string | undefined, now: number): boolean {
  return now < accessUntil - MARGIN && accessToken !== refused;
}

const PROFILE_SCOPE = "snsapi_userinfo";

/** Whether the person was asked for name and picture. */
export function showsProfile({ scope }: Pick<WebGrant, "scope">): boolean {
  return scope.split(",").includes(PROFILE_SCOPE);
}

/** The grant as a silent sign-in gives it. */
export function withoutProfile(grant: WebGrant): WebGrant {
  const others = grant.scope.split(",").filter((word) => word !== PROFILE_SCOPE);
  return { ...grant, scope: others.join(",") || "snsapi_base" };
}
