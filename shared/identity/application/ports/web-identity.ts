import type { SignInScope } from "../../domain/sign-in.ts";
import type { GivenTokens } from "../../domain/web-grant.ts";

/** Why WeChat gives nothing for a code. */
export type CodeFault = "used-code" | "bad-code" | "expired-code";

/** What a code came to. `snapshot`: a virtual person, who looks at a snapshot of the page. */
export type ExchangedCode =
  | { readonly type: "person"; readonly openid: string; readonly unionid?: string; readonly tokens: GivenTokens }
  | { readonly type: "snapshot" }
  | { readonly type: "refused"; readonly fault: CodeFault };

/** What a person shows of themselves. `picture`: an address at WeChat. */
export type WebProfile = { readonly nickname: string; readonly picture?: string };

/**
 * WeChat, asked who is on a page: for accounts by their own AppSecret, for others by the third-party platform that they
 * are given to. All throw an `AppError` with `details.cause` as calls of WeChat do.
 */
export type WebIdentity = {
  /** WeChat's page that asks a person, and leads them back to `back`; undefined for an account without credential. */
  authorizeUrl(appId: string, wishes: AuthorizeWishes): Promise<string | undefined>;
  /** A code is good for one exchange. */
  exchange(appId: string, code: string): Promise<ExchangedCode>;
  /** `dead`: WeChat takes the refresh token no more. */
  refresh(appId: string, openid: string, refreshToken: string): Promise<GivenTokens | "dead">;
  /** `refused`: WeChat takes the access token no more. */
  profile(appId: string, openid: string, accessToken: string): Promise<WebProfile | "refused">;
};

export type AuthorizeWishes = { readonly scope: SignInScope; readonly back: string; readonly state: string };
