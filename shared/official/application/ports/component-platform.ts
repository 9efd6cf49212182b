/** What an owner granted: the account, its refresh token (given once), and the ids of the permission sets. */
export type AuthorizerGrant = {
  readonly appId: string;
  readonly refreshToken: string;
  readonly funcs: readonly number[];
};

/** An account as WeChat describes it to its platform. `refreshToken`: where WeChat tells it again. */
export type AuthorizerInfo = {
  readonly name: string;
  /** `gh_…`. */
  readonly originalId: string;
  readonly isMiniProgram: boolean;
  readonly funcs: readonly number[];
  readonly refreshToken: string | undefined;
};

/** One account of the platform's list; `authorizedAt` in epoch ms. */
export type ListedAuthorizer = {
  readonly appId: string;
  readonly refreshToken: string | undefined;
  readonly authorizedAt: number;
};

/**
 * What a third-party platform asks WeChat in its own name. All throw an `AppError` with `details.cause`, as calls of
 * WeChat do.
 */
export type ComponentPlatform = {
  /** Has WeChat push verify tickets (`api_start_push_ticket`); needs no token. */
  startTickets(componentAppId: string, appSecret: string): Promise<void>;
  /** For one authorization (`api_create_preauthcode`); good for half an hour at most. */
  preAuthCode(componentAppId: string): Promise<string>;
  /** `api_query_auth`. A code is good for one exchange; `refused`: WeChat does not take it (any more). */
  exchange(componentAppId: string, code: string): Promise<AuthorizerGrant | "refused">;
  /** `api_get_authorizer_info`; undefined: the account is not given to the platform (61003). */
  info(componentAppId: string, appId: string): Promise<AuthorizerInfo | undefined>;
  /** `api_get_authorizer_list`, page by page. */
  list(componentAppId: string): AsyncIterable<readonly ListedAuthorizer[]>;
};
