import type { AccessToken, ForcedTokens, TokenState } from "../../domain/access-token.ts";

/**
 * The `access_token`s of Official Accounts. Both throw `AppError`s with `details.cause` (see `FailureCause`) where there
 * is none to be had.
 */
export type AccessTokens = {
  get(appId: string): Promise<string>;
  /** Another one than the token that WeChat refused. */
  refreshed(appId: string, failedToken: string): Promise<string>;
};

/** Where the containers share their tokens, with the lease of who asks for the next one. */
export type TokenStore = {
  get(appId: string): Promise<TokenState | undefined>;
  /** The lease until `until` (epoch ms), in an epoch of its own; undefined while somebody else has it. */
  acquire(appId: string, until: number, now: number): Promise<TokenState | undefined>;
  /** The holder writes down that it forces a token; false if its epoch is over. */
  countForce(appId: string, epoch: number, forced: ForcedTokens): Promise<boolean>;
  /** The holder's token; ends the lease. False if its epoch is over. */
  put(appId: string, epoch: number, token: AccessToken): Promise<boolean>;
  /** Ends the lease without a token, if the epoch still is the holder's. */
  release(appId: string, epoch: number): Promise<void>;
};

/** WeChat's `stable_token`. Throws as `AccessTokens` does. */
export type TokenSource = {
  /** The present token, or by `force` a new one that ends the one before. */
  ask(appId: string, force: boolean): Promise<AccessToken>;
};
