import type { KeptToken, Replacements, TokenState } from "../../domain/kept-token.ts";

/** Tokens of one kind by owner (see `TokenKind`). Both methods throw what the kind's source throws. */
export type KeptTokens = {
  get(owner: string): Promise<string>;
  /** A token other than the one that failed. */
  refreshed(owner: string, failedToken: string): Promise<string>;
};

/** Tokens of one kind that all containers share, with the lease of the container that asks WeChat for the next one. */
export type TokenStore = {
  get(owner: string): Promise<TokenState | undefined>;
  /** Takes the lease until `until` (epoch ms), with a new epoch; undefined while another container holds it. */
  acquire(owner: string, until: number, now: number): Promise<TokenState | undefined>;
  /** Stores, before the holder replaces a token that failed, that it does; false if the holder's epoch is over. */
  countReplacement(owner: string, epoch: number, replaced: Replacements): Promise<boolean>;
  /** Stores the holder's token and ends the lease; false if the holder's epoch is over. */
  put(owner: string, epoch: number, token: KeptToken): Promise<boolean>;
  /** Ends the lease without a token; does nothing if the holder's epoch is over. */
  release(owner: string, epoch: number): Promise<void>;
  /**
   * Drops the token and the count of what was replaced, since the owner's grant is another one by now; a holder's epoch
   * is over. Does nothing where nothing is kept.
   */
  forget(owner: string): Promise<void>;
};

/**
 * Where tokens of one kind come from. Throws an `AppError` with `details.cause` (see `FailureCause`): nothing was done
 * in the owner's name.
 */
export type TokenSource = {
  /** WeChat's token; with `force`, for kinds that can be forced, a new one, which ends the present one. */
  ask(owner: string, force: boolean): Promise<KeptToken>;
};
