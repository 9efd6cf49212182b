/** What a third-party platform's own token is made with. Throws `unavailable`. */
export type ComponentGrants = {
  /** Undefined: there is no such platform. `ticket`: its newest verify ticket; undefined until WeChat pushed the first. */
  credentialOf(componentAppId: string): Promise<
    | {
        readonly appSecret: string;
        readonly ticket: { readonly value: string } | undefined;
      }
    | undefined
  >;
};

/** What an account gave to a third-party platform. `refreshToken`: unknown where the authorization is not in force. */
export type AuthorizerGrant = {
  readonly state: "authorized" | "lost" | "withdrawn";
  readonly componentAppId: string;
  readonly refreshToken?: string;
};

/**
 * By what a third-party platform gets tokens for an account that authorized it. The first three throw `unavailable`,
 * `tellAgain` what calls of WeChat throw.
 */
export type AuthorizerGrants = {
  /** Undefined: the account was never given to a platform. */
  open(appId: string): Promise<AuthorizerGrant | undefined>;
  /** Stores the refresh token `to` in place of `from`; false where another one is stored by now, or the account took it back. */
  rotate(appId: string, from: string, to: string): Promise<boolean>;
  /** WeChat refuses the refresh token, and does not tell another one; false where another one is stored by now. */
  lose(appId: string, refused: string): Promise<boolean>;
  /** The refresh token that WeChat has for the account; undefined where it does not tell it. */
  tellAgain(componentAppId: string, appId: string): Promise<string | undefined>;
};
