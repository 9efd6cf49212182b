import type { AccessToken, ForcedTokens, TokenState } from "../../domain/access-token.ts";

/**
 * The `access_token`s of Official Accounts. Both methods throw an `AppError` with `details.cause` (see `FailureCause`)
 * where they get no token.
 */
export type AccessTokens = {
  get(appId: string): Promise<string>;
  /** A token other than the one that WeChat refused. */
  refreshed(appId: string, failedToken: string): Promise<string>;
};

/** The tokens that all containers share, with the lease of the container that asks WeChat for the next one. */
export type TokenStore = {
  get(appId: string): Promise<TokenState | undefined>;
  /** Takes the lease until `until` (epoch ms), with a new epoch; undefined while another container holds it. */
  acquire(appId: string, until: number, now: number): Promise<TokenState | undefined>;
  /** Stores, before the holder forces a token, that it does; false if the holder's epoch is over. */
  countForce(appId: string, epoch: number, forced: ForcedTokens): Promise<boolean>;
  /** Stores the holder's token and ends the lease; false if the holder's epoch is over. */
  put(appId: string, epoch: number, token: AccessToken): Promise<boolean>;
  /** Ends the lease without a token; does nothing if the holder's epoch is over. */
  release(appId: string, epoch: number): Promise<void>;
};

/** WeChat's `stable_token`. Throws as `AccessTokens` does. */
export type TokenSource = {
  /** The present token; with `force` a new one, which ends the present one. */
  ask(appId: string, force: boolean): Promise<AccessToken>;
};
