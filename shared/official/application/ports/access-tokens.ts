import type { KeptTokens } from "./kept-tokens.ts";

/**
 * The tokens by which accounts are called, by appId: of an account's own secret, or of the third-party platform that it
 * authorized. Both methods throw an `AppError` with `details.cause` (see `FailureCause`) where they get no token.
 */
export type AccessTokens = KeptTokens;
