import type { Authorization, NewAuthorization } from "../../domain/authorization.ts";

/** `refreshToken`: there for every state but `withdrawn`, unless it never was known. */
export type OpenedAuthorization = Authorization & { readonly refreshToken?: string };

/**
 * The authorizations of accounts by third-party platforms, in the table `config` with point-in-time recovery: WeChat
 * gives a refresh token once. All throw `unavailable`; where a stored token does not open, `internal`.
 */
export type Authorizations = {
  /** Strongly consistent. Undefined: the account was never given to a platform. */
  get(appId: string): Promise<Authorization | undefined>;
  /** The same with the refresh token opened: the one that `api_authorizer_token` takes. */
  open(appId: string): Promise<OpenedAuthorization | undefined>;
  /**
   * Replaces the refresh token `from`, with which WeChat gave an authorizer's token, by the `to` of its answer. False
   * where another one is stored by now, or the authorization is withdrawn: then the stored one holds.
   */
  rotate(appId: string, from: string, to: string): Promise<boolean>;
  /**
   * WeChat refused the refresh token `refused` (61023): the authorization is `lost` until the platform's list gives its
   * token back. False where another one is stored by now.
   */
  lose(appId: string, refused: string): Promise<boolean>;
};

/** The same for those who follow WeChat's events. */
export type AuthorizationStore = Authorizations & {
  /**
   * Writes an authorization as the revision that follows `after` (0: never stored); nothing of it is settled yet.
   * Undefined where another revision is stored by now. Without `refreshToken` the stored one is dropped.
   */
  put(
    authorization: NewAuthorization,
    refreshToken: string | undefined,
    after: number,
  ): Promise<Authorization | undefined>;
  /** All that follows from the state was done; nothing happens where the state has changed meanwhile. */
  settle(authorization: Authorization): Promise<void>;
  /** Those of one platform, withdrawn ones included. May be some seconds old. */
  list(componentAppId: string): Promise<readonly Authorization[]>;
};
